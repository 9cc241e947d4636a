using System.Text.Json.Nodes;
using IdmLive.Tools.Recursion;
using OpenCvSharp;

namespace IdmLive.Tools.Tests.Recursion;

public sealed class RecursionRowTests
{
    [Fact]
    public void Median_and_95_percent_are_those_of_the_steps_and_decide_about_the_bar()
    {
        RecursionRow row = RecursionRow.Of(.5, true, Enumerable.Range(1, 100).Select(i => i / 200.0).Reverse());
        Assert.Equal((.25, .475, 100, true), (row.Median, row.P95, row.Steps, row.IsKept));
        Assert.False(RecursionRow.Of(.5, true, [.1, .1, .61]).IsKept);
        Assert.True(RecursionRow.Of(.5, true, [.1, .1, .59]).IsKept);
        Assert.False(RecursionRow.Of(.5, false, []).IsKept);
    }

    [Fact]
    public void Json_says_what_was_measured_and_whether_all_rows_keep_the_bar()
    {
        RecursionRow[] rows = [RecursionRow.Of(.5, false, [.2, .3]), RecursionRow.Of(.2, true, [.7]), RecursionRow.Of(.2, false, [])];
        JsonNode json = JsonNode.Parse(RecursionReport.Json("live", "webcam", 256, rows))!;
        Assert.False((bool)json["kept"]!);
        Assert.Equal(.6, (double)json["bar"]!);
        Assert.Equal([.2, .7], json["rho"]!.AsArray().Take(2).Select(r => (double)r!["median"]!));
        Assert.Null(json["rho"]![2]!["p95"]);
        Assert.True((bool)JsonNode.Parse(RecursionReport.Json("live", "webcam", 256, rows[..1]))!["kept"]!);
        Assert.Contains("NOT below", RecursionReport.Table(rows), StringComparison.Ordinal);
    }

    [Fact]
    public void Disturbances_are_equally_strong_at_all_scales_and_the_same_for_a_seed()
    {
        using Disturbance one = new(64, 5), again = new(64, 5);
        double roughest = double.MaxValue;
        for (int i = 0; i < 3; i++)
        {
            Mat levels = one.Next();
            Assert.Equal(0, Cv2.Norm(levels, again.Next()));
            Assert.Equal(Disturbance.Levels, Cv2.Norm(levels) / Math.Sqrt(levels.Total() * 3), .1);
            using Mat shifted = levels[0, 64, 1, 64], unshifted = levels[0, 64, 0, 63];
            double rough = Cv2.Norm(shifted, unshifted) / Cv2.Norm(unshifted);
            Assert.True(rough < .8 * roughest, $"{i}: {rough}");
            roughest = rough;
        }
    }
}
