using System.Globalization;
using System.Text;
using System.Text.Json;

namespace IdmLive.Tools.Evaluation;

/// <summary>The written results of an evaluation.</summary>
internal static class EvaluationReport
{
    /// <summary><c>summary.json</c>: the means of each row.</summary>
    public static void WriteSummary(string path, IReadOnlyList<EvaluationRow> rows, string recipe, int seed) =>
        File.WriteAllText(path, JsonSerializer.Serialize(
            new
            {
                recipe,
                seed,
                rows = rows.Select(r => new
                {
                    name = r.Name,
                    n = r.Figures.Count,
                    psnr = Number(r.Mean.Psnr),
                    ssim = Number(r.Mean.Ssim),
                    lpips = Number(r.Mean.Lpips),
                    idA = Number(r.Mean.IdA),
                    idB = Number(r.Mean.IdB),
                }),
            },
            new JsonSerializerOptions { WriteIndented = true }) + "\n");

    /// <summary><c>per-image.csv</c>: the figures of each picture.</summary>
    public static void WriteCsv(string path, IReadOnlyList<EvaluationRow> rows, IReadOnlyList<string> names)
    {
        StringBuilder csv = new("row,picture,psnr,ssim,lpips,idA,idB\n");
        foreach (EvaluationRow row in rows)
        {
            for (int i = 0; i < row.Figures.Count; i++)
            {
                PictureFigures f = row.Figures[i];
                csv.Append(CultureInfo.InvariantCulture, $"{row.Name},\"{names[i]}\",{f.Psnr:F4},{f.Ssim:F5},{f.Lpips:F5},{f.IdA:F5},{f.IdB:F5}\n");
            }
        }

        File.WriteAllText(path, csv.ToString());
    }

    /// <summary>The table as text.</summary>
    public static string Table(IReadOnlyList<EvaluationRow> rows)
    {
        StringBuilder text = new($"{"",-14}{"PSNR",8}{"SSIM",8}{"LPIPS",8}{"id A",8}{"id B",8}\n");
        foreach (EvaluationRow row in rows)
        {
            PictureFigures m = row.Mean;
            text.Append(CultureInfo.InvariantCulture, $"{row.Name,-14}{m.Psnr,8:F2}{m.Ssim,8:F3}{m.Lpips,8:F3}{m.IdA,8:F3}{m.IdB,8:F3}\n");
        }

        return text.ToString();
    }

    private static double? Number(double value) => double.IsFinite(value) ? Math.Round(value, 5) : null;
}
