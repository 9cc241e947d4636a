using System.Globalization;
using System.Text;
using System.Text.Json;

namespace IdmLive.Tools.Ablation;

/// <summary>What an ablation came to: its rows, and the questions that they answer.</summary>
/// <param name="Options">What was asked for.</param>
/// <param name="Iterations">Iterations of each training run.</param>
/// <param name="Rows">All rows.</param>
/// <param name="Extrinsic">Names of the rows of the two models of an extrinsic iteration, or none.</param>
internal sealed record AblationReport(
    AblationOptions Options, int Iterations, IReadOnlyList<AblationRow> Rows, IReadOnlyList<string> Extrinsic)
{
    private const string NoExtrinsic =
        "Extrinsic iteration: not compared; give --theta1 and --theta2, the model folders of before and after a `refine`.";

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private bool LacksExtrinsic => Extrinsic.Count == 0 && Options.Topics.Contains(AblationTopic.Extrinsic);

    /// <summary><c>ablation.json</c>: options, rows with their means, questions.</summary>
    public string ToJson() => JsonSerializer.Serialize(
        new
        {
            iterationsEach = Iterations,
            seed = Options.Seed,
            testSeed = Options.TestSeed,
            options = Options,
            variants = Options.Plan.Variants.Select(v => new { name = v.Name, steps = v.Steps, prediction = v.Prediction.ToString().ToLowerInvariant(), norm = v.Norm }),
            rows = Rows.Select(r =>
            {
                AblationFigures m = r.Mean();
                return new
                {
                    name = r.Name,
                    n = r.Figures.Count,
                    size = r.Resolution,
                    psnr = Number(m.Psnr),
                    psnrStandardError = Number(r.PsnrError()),
                    ssim = Number(m.Ssim),
                    lpips = Number(m.Lpips),
                    idA = Number(m.IdA),
                    idB = Number(m.IdB),
                    labShift = Number(m.LabShift),
                };
            }),
            questions = Options.Plan.Questions(Extrinsic).Select(q => new { title = q.Title, paper = q.Paper, rows = q.Rows }),
            extrinsic = LacksExtrinsic ? NoExtrinsic : null,
        },
        Json) + "\n";

    /// <summary><c>table.md</c>: a table for each question.</summary>
    public string ToMarkdown()
    {
        StringBuilder text = new("# Ablation\n\n");
        if (Options.Plan.Variants.Count > 0)
        {
            text.Append(CultureInfo.InvariantCulture, $"Each model: tier `{Options.Tier}`, {Iterations} iterations of {Options.Batch} patches of {Options.Patch} px from faces of ");
            text.Append(CultureInfo.InvariantCulture, $"{Options.FaceSize} px, seed {Options.Seed}: the same data in the same order. ");
        }

        text.Append(CultureInfo.InvariantCulture, $"Measured on {Rows[0].Figures.Count} pictures, degradation of eq. 11 with seed {Options.TestSeed}, 32-bit arithmetic. ");
        text.Append("`±` is the standard error of the mean. Lab: mean distance of the pictures' mean colours. ");
        text.Append("What the paper says is about its own network and data; its figures do not compare with these.\n");
        foreach (AblationQuestion question in Options.Plan.Questions(Extrinsic))
        {
            text.Append(CultureInfo.InvariantCulture, $"\n## {question.Title}\n\nThe paper: {question.Paper}.\n\n");
            text.Append("| row | n | PSNR, dB | SSIM | LPIPS | id A | id B | Lab |\n|---|---|---|---|---|---|---|---|\n");
            foreach (AblationRow row in question.Rows.Select(Find))
            {
                text.Append(CultureInfo.InvariantCulture, $"| {string.Join(" | ", [row.Name, row.Figures.Count.ToString(CultureInfo.InvariantCulture), .. Cells(row)])} |\n");
            }
        }

        text.Append(CultureInfo.InvariantCulture, $"{(LacksExtrinsic ? $"\n{NoExtrinsic}\n" : string.Empty)}\nAt the paper's size: `{AblationCommandLine.PaperSize(Options)}`\n");
        return text.ToString();
    }

    /// <summary>The same for a console.</summary>
    public string ToText()
    {
        StringBuilder text = new();
        foreach (AblationQuestion question in Options.Plan.Questions(Extrinsic))
        {
            text.Append(CultureInfo.InvariantCulture, $"{question.Title} (paper: {question.Paper})\n");
            text.Append(CultureInfo.InvariantCulture, $"  {"",-16}{"n",5}{"PSNR",15}{"SSIM",8}{"LPIPS",8}{"id A",8}{"id B",8}{"Lab",8}\n");
            foreach (AblationRow row in question.Rows.Select(Find))
            {
                string[] cells = Cells(row);
                text.Append(CultureInfo.InvariantCulture, $"  {row.Name,-16}{row.Figures.Count,5}{cells[0],15}{string.Concat(cells.Skip(1).Select(c => c.PadLeft(8)))}\n");
            }

            text.Append('\n');
        }

        return LacksExtrinsic ? text.Append(NoExtrinsic).Append('\n').ToString() : text.ToString();
    }

    private static string[] Cells(AblationRow row)
    {
        AblationFigures m = row.Mean();
        string Text(double? value, string format) => value?.ToString(format, CultureInfo.InvariantCulture) ?? "-";
        return
        [
            $"{Text(m.Psnr, "F2")} ± {Text(row.PsnrError(), "F2")}", Text(m.Ssim, "F3"), Text(m.Lpips, "F3"),
            Text(m.IdA, "F3"), Text(m.IdB, "F3"), Text(m.LabShift, "F2"),
        ];
    }

    private static double? Number(double? value) => value is { } v && double.IsFinite(v) ? Math.Round(v, 5) : null;

    private AblationRow Find(string name) => Rows.First(r => r.Name == name);
}
