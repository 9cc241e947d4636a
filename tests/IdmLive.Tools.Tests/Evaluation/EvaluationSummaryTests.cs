using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using IdmLive.Tools.Evaluation;
using IdmLive.Training.Data;
using OpenCvSharp;

namespace IdmLive.Tools.Tests.Evaluation;

public sealed partial class EvaluationSummaryTests
{
    [Fact]
    public void Summary_holds_the_agreed_names_and_the_figures_of_four_steps_as_the_headline()
    {
        JsonNode summary = JsonNode.Parse(EvaluationSummary.Text(Result()))!;
        JsonArray rows = summary["rows"]!.AsArray();
        Assert.Equal(["input", "live@1", "live@4", "peer:a<b"], rows.Select(r => r!["name"]!.GetValue<string>()));
        JsonNode row = rows[2]!;
        Assert.Equal(3, row["n"]!.GetValue<int>());
        Assert.Equal(25, row["psnr"]!.GetValue<double>());
        foreach (string key in new[] { "ssim", "lpips", "idA", "idB", "niqe" })
        {
            Assert.True(row.AsObject().ContainsKey(key), $"{key} is missing");
        }

        Assert.Null(row["niqe"]);
        double[] interval = [.. row["intervals"]!["psnr"]!.AsArray().Select(v => v!.GetValue<double>())];
        Assert.InRange(interval[0], 24, 25);
        Assert.InRange(interval[1], 25, 26);
        Assert.Equal(4, summary["authenticity"]!["steps"]!.GetValue<int>());
        Assert.Equal(44, summary["authenticity"]!["twicePsnr"]!.GetValue<double>());
        Assert.Equal(.94, summary["authenticity"]!["twiceId"]!.GetValue<double>());
        Assert.Equal(54, summary["authenticity"]!["cleanPsnr"]!.GetValue<double>());
        Assert.Equal(.98, summary["authenticity"]!["cleanId"]!.GetValue<double>());
        Assert.Equal(.5, summary["labShift"]!.GetValue<double>());
        Assert.Equal("broken.png", summary["skipped"]![0]!["picture"]!.GetValue<string>());
    }

    [Fact]
    public void Csv_has_a_line_for_each_picture_of_each_row_and_leaves_out_what_was_not_measured()
    {
        EvaluationResult result = Result();
        string[] lines = EvaluationReport.Csv(result.Rows, result.Faces).TrimEnd('\n').Split('\n');
        Assert.Equal(1 + (4 * 3), lines.Length);
        Assert.All(lines, l => Assert.Equal(lines[0].Count(c => c == ','), l.Count(c => c == ',')));
        Assert.StartsWith("\"live@1\",\"1.png\",25,", lines[5], StringComparison.Ordinal);
        int niqe = Array.IndexOf(lines[0].Split(','), "niqe");
        Assert.Equal("", lines[5].Split(',')[niqe]);
    }

    [Fact]
    public void Report_needs_no_other_file_and_its_plots_are_pictures()
    {
        using Mat sheet = new(8, 8, MatType.CV_8UC3, Scalar.All(90));
        Cv2.ImEncode(".jpg", sheet, out byte[] jpeg);
        string page = ReportPage.Html(Result(), jpeg);
        MatchCollection sources = Source().Matches(page);
        Assert.True(sources.Count > 10, $"only {sources.Count} pictures");
        Assert.All(sources, s => Assert.StartsWith("data:image/", s.Groups[1].Value, StringComparison.Ordinal));
        Assert.DoesNotContain("http", page, StringComparison.Ordinal);
        Assert.DoesNotContain("peer:a<b", page, StringComparison.Ordinal);
        Assert.Contains("peer:a&lt;b", page, StringComparison.Ordinal);
        Assert.Contains("broken.png", page, StringComparison.Ordinal);
        foreach (Match png in sources.Where(s => s.Groups[1].Value.StartsWith("data:image/png", StringComparison.Ordinal)))
        {
            byte[] bytes = Convert.FromBase64String(png.Groups[1].Value.Split(',')[1]);
            using Mat plot = Cv2.ImDecode(bytes, ImreadModes.Color);
            Assert.False(plot.Empty());
            Cv2.MeanStdDev(plot, out _, out Scalar deviation);
            Assert.True(deviation.Val0 > 5, "a plot is blank");
        }
    }

    [Fact]
    public void Degrees_are_the_angle_of_the_cosine()
    {
        FigureColumn degrees = FigureColumn.All.First(c => c.Key == "idADegrees");
        Assert.Equal(60, degrees.Value(new PictureFigures { IdA = .5 }), 1e-9);
        Assert.Equal(0, degrees.Value(new PictureFigures { IdA = 1 }), 1e-9);
        Assert.True(double.IsNaN(degrees.Value(new PictureFigures())));
    }

    private static EvaluationResult Result() => new()
    {
        Model = "live",
        Degradation = "eq11@256, seed 7",
        Faces = ["0.png", "1.png", "2.png"],
        Rows = [Row("input", 22), Row("live@1", 25), Row("live@4", 25), Row("peer:a<b", 23)],
        Authenticity = [Authentic(1), Authentic(4)],
        Skipped = [new SkippedPicture("broken.png", "It cannot be read.")],
        Duration = TimeSpan.FromSeconds(90),
    };

    private static EvaluationRow Row(string name, double psnr) =>
        new(name, [.. Enumerable.Range(-1, 3).Select(i => new PictureFigures { Psnr = psnr + i, Ssim = .7, Lpips = .3 + (.1 * i), IdA = .6, LabShift = .5 })]);

    private static Authenticity Authentic(int steps)
    {
        ClosenessFigures[] points = [.. Enumerable.Range(0, EvaluationLane.Applications).Select(n => new ClosenessFigures(40 - n, .1, .95, double.NaN))];
        return new(steps, 3, new(40 + steps, .02, .95, .94), new(50 + steps, .01, .98, double.NaN), new(2, points, points, points));
    }

    [GeneratedRegex("src=\"([^\"]*)\"")]
    private static partial Regex Source();
}
