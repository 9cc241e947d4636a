using System.Globalization;
using System.Net;
using System.Text;
using IdmLive.Pipeline.Measures;
using IdmLive.Training.Data;

namespace IdmLive.Tools.Evaluation;

/// <summary><c>report.html</c>: tables, plots and sheet on one page that needs no other file.</summary>
internal static class ReportPage
{
    private const string Style = """
        body { font: 15px/1.5 system-ui, "DejaVu Sans", sans-serif; color: #202428; margin: 2rem auto; max-width: 1560px; padding: 0 1.5rem; }
        h1 { font-size: 1.6rem; margin-bottom: .2rem; } h2 { font-size: 1.15rem; margin: 2rem 0 .6rem; }
        p { max-width: 60rem; } .quiet { color: #667078; font-size: .82rem; }
        .wide { overflow-x: auto; } table { border-collapse: collapse; font-variant-numeric: tabular-nums; font-size: .82rem; }
        th, td { padding: .3rem .4rem; text-align: right; border-bottom: 1px solid #e2e6ea; white-space: nowrap; vertical-align: top; }
        th:first-child, td:first-child { text-align: left; } tr.model td:first-child { font-weight: 600; } td.best { background: #e6f3ea; font-weight: 600; }
        td small { display: block; color: #808890; } .plots { display: grid; grid-template-columns: repeat(auto-fill, minmax(460px, 1fr)); gap: 1rem; }
        .plots img, .sheet img { width: 100%; height: auto; } .sheet img { min-width: 1100px; }
        """;

    /// <summary>The page.</summary>
    /// <param name="result">What was found.</param>
    /// <param name="sheet">The picture sheet as a JPEG file's bytes.</param>
    public static string Html(EvaluationResult result, byte[] sheet)
    {
        StringBuilder page = new();
        page.Append(CultureInfo.InvariantCulture, $"<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><title>Evaluation of {Text(result.Model)}</title>\n<style>\n{Style}\n</style></head><body>\n");
        page.Append(CultureInfo.InvariantCulture, $"<h1>Evaluation of {Text(result.Model)}</h1>\n<p class=\"quiet\">Faces: {result.Faces.Count}, {Text(result.Degradation)}; pictures skipped: {result.Skipped.Count}; {result.Duration.TotalSeconds:F0} s.</p>\n");
        Rows(page, result);
        AuthenticityTable(page, result);
        Plots(page, "Against the strength of the degradation", ReportPlots.AgainstStrength(result));
        Plots(page, "Against the number of steps", ReportPlots.AgainstSteps(result));
        Plots(page, "Authenticity over ten applications", ReportPlots.AgainstApplications(result));
        page.Append(CultureInfo.InvariantCulture, $"<h2>Pictures</h2>\n<div class=\"wide sheet\"><img alt=\"A row a face: degraded, restored, clean\" src=\"data:image/jpeg;base64,{Convert.ToBase64String(sheet)}\"></div>\n");
        if (result.Skipped.Count > 0)
        {
            page.Append("<h2>Skipped pictures</h2>\n<table><tr><th>picture</th><th>reason</th></tr>\n");
            foreach (SkippedPicture skipped in result.Skipped)
            {
                page.Append(CultureInfo.InvariantCulture, $"<tr><td>{Text(skipped.Name)}</td><td>{Text(skipped.Reason)}</td></tr>\n");
            }

            page.Append("</table>\n");
        }

        return page.Append("</body></html>\n").ToString();
    }

    private static void Rows(StringBuilder page, EvaluationResult result)
    {
        FigureColumn[] columns = [.. EvaluationReport.Measured(result.Rows)];
        page.Append("<h2>Figures</h2>\n<div class=\"wide\"><table><tr><th></th>");
        foreach (FigureColumn column in columns)
        {
            page.Append(CultureInfo.InvariantCulture, $"<th>{Text(column.Heading)} {(column.HigherIsBetter ? "&uarr;" : "&darr;")}</th>");
        }

        page.Append(CultureInfo.InvariantCulture, $"<th>{FrechetDistance.Name(FaceEmbedderSpec.Faceplugin)} &darr;</th>");
        page.Append("<th>ms a face, one thread</th></tr>\n");
        foreach (EvaluationRow row in result.Rows)
        {
            bool isModel = row.Name.StartsWith($"{result.Model}@", StringComparison.Ordinal);
            page.Append(CultureInfo.InvariantCulture, $"<tr{(isModel ? " class=\"model\"" : "")}><td>{Text(row.Name)}</td>");
            foreach (FigureColumn column in columns)
            {
                double[] means = [.. result.Rows.Select(r => r.Mean(column)).Where(double.IsFinite)];
                double mean = row.Mean(column);
                bool isBest = means.Length > 0 && mean == (column.HigherIsBetter ? means.Max() : means.Min());
                page.Append(CultureInfo.InvariantCulture, $"<td{(isBest ? " class=\"best\"" : "")}>{EvaluationReport.Number(mean, column.Digits)}{Interval(row, column)}</td>");
            }

            page.Append(CultureInfo.InvariantCulture, $"<td>{EvaluationReport.Number(row.Frechet, 1)}</td><td>{EvaluationReport.Number(row.Milliseconds, 0)}</td></tr>\n");
        }

        page.Append("</table></div>\n<p class=\"quiet\">Means over the faces and their 95 % intervals (bootstrap over the faces); the best of each column is marked. NIQE, BRISQUE and quality look at the picture alone, the rest compare it with the clean face. id A is faceplugin, id B mobilefacenet, as cosine and in degrees. x4 peers and bicubic are given the degraded face reduced to a quarter of its size.</p>\n");
    }

    private static string Interval(EvaluationRow row, FigureColumn column) => row.Interval(column) is { Count: > 1 } i
        ? $"<small>{EvaluationReport.Number(i.Low, column.Digits)} to {EvaluationReport.Number(i.High, column.Digits)}</small>"
        : "";

    private static void AuthenticityTable(StringBuilder page, EvaluationResult result)
    {
        if (result.Authenticity.Count == 0)
        {
            return;
        }

        page.Append("<h2>Authenticity</h2>\n<div class=\"wide\"><table><tr><th></th><th>f(f(y)) : f(y) PSNR dB</th><th>id A</th><th>id B</th><th>LPIPS</th><th>f(x) : x PSNR dB</th><th>id A</th><th>id B</th><th>LPIPS</th></tr>\n");
        foreach (Authenticity a in result.Authenticity)
        {
            bool isHeadline = a == result.Headline;
            page.Append(CultureInfo.InvariantCulture, $"<tr{(isHeadline ? " class=\"model\"" : "")}><td>{Text(EvaluationResult.RowName(result.Model, a.Steps))}</td>{Cells(a.Twice)}{Cells(a.Clean)}</tr>\n");
        }

        page.Append("</table></div>\n<p class=\"quiet\">y is the degraded face, x the clean one, f one restoration; each application draws the same noise.</p>\n");

        static string Cells(ClosenessFigures f) =>
            string.Concat(new[] { (f.Psnr, 2), (f.IdA, 4), (f.IdB, 4), (f.Lpips, 4) }.Select(c => $"<td>{EvaluationReport.Number(c.Item1, c.Item2)}</td>"));
    }

    private static void Plots(StringBuilder page, string heading, IEnumerable<ReportPlot> plots)
    {
        page.Append(CultureInfo.InvariantCulture, $"<h2>{heading}</h2>\n<div class=\"plots\">\n");
        foreach (ReportPlot plot in plots)
        {
            page.Append(CultureInfo.InvariantCulture, $"<img alt=\"{Text(plot.Title)}\" src=\"data:image/png;base64,{Convert.ToBase64String(plot.Png())}\">\n");
        }

        page.Append("</div>\n");
    }

    private static string Text(string text) => WebUtility.HtmlEncode(text);
}
