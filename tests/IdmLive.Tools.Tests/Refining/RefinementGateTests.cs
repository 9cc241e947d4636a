using IdmLive.Tools.Refining;
using IdmLive.Training.Tests.Intrinsic;
using OpenCvSharp;

namespace IdmLive.Tools.Tests.Refining;

public sealed class RefinementGateTests : IDisposable
{
    private static readonly QualityMeasure Structure = new("structure", HigherIsBetter: true, StructuralQuality.Measure);
    private static readonly QualityMeasure Other = new("other", HigherIsBetter: false, _ => 1);

    private readonly FacesFixture _faces = new();
    private readonly RefinementGate _gate = new(new GateLimits(), [Structure], faces: false);
    private readonly Mat _sharp;
    private readonly Mat _soft;

    public RefinementGateTests()
    {
        using Mat drawn = DrawnPictures.Picture(_faces.Crops, 0);

        // Some of its colours lie at the ends of the scale; these pictures are to keep away from them.
        _sharp = new Mat();
        drawn.ConvertTo(_sharp, -1, .8, 25);
        _soft = DrawnPictures.Blurred(_sharp, .5);
    }

    public void Dispose()
    {
        _sharp.Dispose();
        _soft.Dispose();
        _gate.Dispose();
        _faces.Dispose();
    }

    [Fact]
    public void Sharper_picture_of_the_same_scene_takes_the_originals_place()
    {
        GateDecision decision = _gate.Judge("a", _soft, _sharp);
        Assert.True(decision.Refined, string.Join("; ", decision.Reasons));
        Assert.Null(decision.Figures.Identity);
        Assert.True(decision.Figures.After["structure"] > decision.Figures.Before["structure"]);
    }

    [Fact]
    public void Softer_picture_and_an_equal_one_are_turned_down_for_their_quality()
    {
        Assert.Equal(["quality"], Kinds(_gate.Judge("a", _sharp, _soft)));
        Assert.Equal(["quality"], Kinds(_gate.Judge("a", _sharp, _sharp)));
    }

    [Fact]
    public void Tinted_picture_is_turned_down()
    {
        using Mat tinted = new();
        Cv2.Add(_sharp, new Scalar(0, 0, 14), tinted);
        Assert.Contains("colour and light", Kinds(_gate.Judge("a", _soft, tinted)));
    }

    [Fact]
    public void Halos_are_ringing()
    {
        using Mat halo = DrawnPictures.Sharpened(_soft, 4);
        Assert.Contains("ringing", Kinds(_gate.Judge("a", _soft, halo)));
    }

    [Fact]
    public void Halo_of_one_edge_is_a_part_of_the_pixels_around_it()
    {
        using Mat edge = new(64, 64, MatType.CV_8UC3, Scalar.All(60));
        using Mat bright = edge[new Rect(32, 0, 32, 64)];
        bright.SetTo(Scalar.All(180));
        using Mat halo = edge.Clone();
        using Mat line = halo[new Rect(33, 0, 1, 64)];
        line.SetTo(Scalar.All(200));

        // The edge reaches four pixels to either side, one of the eight columns has the halo.
        Assert.Equal(1 / 8.0, ArtefactScore.Measure(edge, halo).Overshoot, 12);
        line.SetTo(Scalar.All(188));
        Assert.Equal(0, ArtefactScore.Measure(edge, halo).Overshoot);
    }

    [Fact]
    public void Clipped_lights_are_saturation()
    {
        using Mat bright = _sharp.Clone();
        using Mat part = bright[new Rect(20, 20, 12, 12)];
        part.SetTo(Scalar.All(255));
        Assert.Contains("saturation", Kinds(_gate.Judge("a", _soft, bright)));
    }

    [Fact]
    public void Grey_cell_where_there_was_a_picture_is_lost_structure()
    {
        using Mat broken = _sharp.Clone();
        using Mat part = broken[new Rect(16, 16, 16, 16)];
        part.SetTo(Scalar.All(127));
        GateDecision decision = _gate.Judge("a", _soft, broken);
        Assert.Contains("lost structure", Kinds(decision));
        Assert.Equal(1, decision.Figures.DeadCells);
    }

    [Theory]
    [InlineData(.79, false)]
    [InlineData(.81, true)]
    [InlineData(null, true)]
    public void Another_person_is_turned_down(double? identity, bool passes) =>
        Assert.Equal(passes, !_gate.Reasons(Figures(1, 2) with { Identity = identity }).Any());

    [Theory]
    [InlineData(1, 2, 1, 0, true)]
    [InlineData(1, 2, 1, 1, true)]
    [InlineData(1, 2, 0, 1, false)]
    [InlineData(1, 1, 1, 1, false)]
    [InlineData(1, double.NaN, 1, 1, false)]
    public void Quality_rises_where_more_measures_rise_than_fall(double before, double after, double otherBefore, double otherAfter, bool passes)
    {
        using RefinementGate gate = new(new GateLimits(), [Structure, Other], faces: false);
        GateFigures figures = Figures(before, after) with
        {
            Before = new Dictionary<string, double> { ["structure"] = before, ["other"] = otherBefore },
            After = new Dictionary<string, double> { ["structure"] = after, ["other"] = otherAfter },
        };
        Assert.Equal(passes, !gate.Reasons(figures).Any());
    }

    private static GateFigures Figures(double before, double after) => new()
    {
        LowFrequency = 0,
        Before = new Dictionary<string, double> { ["structure"] = before },
        After = new Dictionary<string, double> { ["structure"] = after },
        Overshoot = 0,
        Saturated = 0,
        DeadCells = 0,
    };

    private static string[] Kinds(GateDecision decision) => [.. decision.Reasons.Select(r => r.Kind)];
}
