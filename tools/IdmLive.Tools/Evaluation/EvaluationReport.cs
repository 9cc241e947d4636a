using System.Globalization;
using System.Text;

namespace IdmLive.Tools.Evaluation;

/// <summary>The figures of an evaluation as text: a table and a line for each picture.</summary>
internal static class EvaluationReport
{
    /// <summary><c>per-image.csv</c>: the figures of each picture; a figure that was not measured is empty.</summary>
    /// <param name="rows">The rows.</param>
    /// <param name="faces">File of each face.</param>
    public static string Csv(IReadOnlyList<EvaluationRow> rows, IReadOnlyList<string> faces)
    {
        StringBuilder csv = new($"row,picture,{string.Join(',', FigureColumn.All.Select(c => c.Key))}\n");
        foreach (EvaluationRow row in rows)
        {
            for (int i = 0; i < row.Figures.Count; i++)
            {
                csv.Append(Quoted(row.Name)).Append(',').Append(Quoted(faces[i]));
                foreach (FigureColumn column in FigureColumn.All)
                {
                    double value = column.Value(row.Figures[i]);
                    csv.Append(',').Append(double.IsFinite(value) ? value.ToString("0.#####", CultureInfo.InvariantCulture) : "");
                }

                csv.Append('\n');
            }
        }

        return csv.ToString();
    }

    /// <summary>The table as text; columns that no row has are left out.</summary>
    public static string Table(IReadOnlyList<EvaluationRow> rows)
    {
        FigureColumn[] columns = [.. Measured(rows)];
        int width = Math.Max(14, rows.Max(r => r.Name.Length) + 2);
        StringBuilder text = new("".PadRight(width));
        foreach (FigureColumn column in columns)
        {
            text.Append(column.Heading.PadLeft(Width(column)));
        }

        text.Append('\n');
        foreach (EvaluationRow row in rows)
        {
            text.Append(row.Name.PadRight(width));
            foreach (FigureColumn column in columns)
            {
                text.Append(Number(row.Mean(column), column.Digits).PadLeft(Width(column)));
            }

            text.Append('\n');
        }

        return text.ToString();

        static int Width(FigureColumn column) => Math.Max(8, column.Heading.Length + 2);
    }

    /// <summary>The columns that some row has.</summary>
    public static IEnumerable<FigureColumn> Measured(IReadOnlyList<EvaluationRow> rows) =>
        FigureColumn.All.Where(c => rows.Any(r => double.IsFinite(r.Mean(c))));

    /// <summary>A figure with its decimal places, or a dash.</summary>
    public static string Number(double value, int digits) =>
        double.IsFinite(value) ? value.ToString($"F{digits}", CultureInfo.InvariantCulture) : "-";

    private static string Quoted(string text) => $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}
