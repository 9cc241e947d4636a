using System.Globalization;
using System.Text;

namespace IdmLive.Tools.VideoEvaluation;

/// <summary>The figures of a video evaluation as text: a table for people and a line for each row on each clip.</summary>
internal static class VideoEvaluationReport
{
    private const int Gap = 2;

    /// <summary><c>per-clip.csv</c>; a figure that was not measured is empty.</summary>
    public static string Csv(IReadOnlyList<VideoRow> rows)
    {
        StringBuilder csv = new($"row,clip,frames,{string.Join(',', VideoFigure.All.Select(f => f.Key))},jitterMissed\n");
        foreach ((VideoRow row, ClipFigures clip) in rows.SelectMany(r => r.Clips.Select(c => (r, c))))
        {
            csv.Append(Quoted(row.Name)).Append(',').Append(Quoted(clip.Clip)).Append(CultureInfo.InvariantCulture, $",{clip.Frames.Count}");
            foreach (VideoFigure figure in VideoFigure.All)
            {
                double value = figure.Value([clip]);
                csv.Append(',').Append(double.IsFinite(value) ? value.ToString("0.######", CultureInfo.InvariantCulture) : "");
            }

            csv.Append(CultureInfo.InvariantCulture, $",{clip.JitterMissed}\n");
        }

        return csv.ToString();
    }

    /// <summary>The table over all clips; columns that no row has are left out.</summary>
    public static string Table(IReadOnlyList<VideoRow> rows)
    {
        VideoFigure[] columns = [.. VideoFigure.All.Where(f => rows.Any(r => double.IsFinite(f.Value(r.Clips))))];
        string[][] cells = [.. rows.Select(r => columns.Select(f => Number(f.Value(r.Clips), f.Digits)).ToArray())];
        int name = rows.Max(r => r.Name.Length);
        int[] widths = [.. columns.Select((f, i) => Gap + cells.Max(c => Math.Max(c[i].Length, f.Heading.Length)))];
        StringBuilder text = new("".PadRight(name));
        for (int i = 0; i < columns.Length; i++)
        {
            text.Append(columns[i].Heading.PadLeft(widths[i]));
        }

        text.Append('\n');
        for (int r = 0; r < rows.Count; r++)
        {
            text.Append(rows[r].Name.PadRight(name));
            for (int i = 0; i < columns.Length; i++)
            {
                text.Append(cells[r][i].PadLeft(widths[i]));
            }

            text.Append('\n');
        }

        return text.ToString();
    }

    private static string Number(double value, int digits) => double.IsFinite(value) ? value.ToString($"F{digits}", CultureInfo.InvariantCulture) : "-";

    private static string Quoted(string text) => $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}
