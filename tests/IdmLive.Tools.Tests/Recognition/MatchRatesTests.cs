using IdmLive.Tools.Recognition;

namespace IdmLive.Tools.Tests.Recognition;

public sealed class MatchRatesTests
{
    private static readonly string[] Conditions = ["clean", "dim"];

    [Fact]
    public void Rates_count_what_reaches_and_what_misses_a_threshold()
    {
        RateCurve curve = new([.5, .1, .3, .3, .9]);
        Assert.Equal(.8, curve.Reaching(.3), 9);
        Assert.Equal(.4, curve.Reaching(.31), 9);
        Assert.Equal(.6, curve.Missing(.31), 9);
        Assert.Equal((0, 1), (curve.Reaching(.91), curve.Reaching(.1)));
        Assert.Equal(.51, curve.ThresholdFor(.2));
        Assert.Equal(.91, curve.ThresholdFor(0));
        Assert.True(double.IsNaN(new RateCurve([]).Reaching(.5)));
    }

    [Fact]
    public void Looks_that_agree_are_as_good_as_the_worst_of_them()
    {
        Assert.Equal([.2, .2, .4], RateCurve.Agreeing([.5, .2, .6, .4, .9], 3));
        Assert.Empty(RateCurve.Agreeing([.5, .2], 3));
    }

    [Fact]
    public void Looks_at_the_person_and_at_others_are_told_apart_and_the_wanted_rate_holds_everywhere()
    {
        // Two of clips, one portrait; in the dim condition Ben looks like Anna once.
        MeasuredPerson[] people =
        [
            Person("Anna", [1, 0], isClip: true, [[1, 0], [1, .1f]], [[1, .2f], [1, .3f]]),
            Person("Ben", [0, 1], isClip: true, [[0, 1], [.1f, 1]], [[1, 1], [0, 1]]),
            Person("Carla", [-1, 0], isClip: false, [[-1, 0]], [[-1, 0]]),
        ];
        MatchRates rates = MatchRates.Measure(people, Conditions, [], agreeing: 2, nearest: 3);
        ConditionRates clean = rates.Conditions[0], dim = rates.Conditions[1];
        Assert.Equal((4, 10), (clean.Own.Count, clean.Others.Count));
        Assert.Equal(0, clean.Own.Missing(.9));
        Assert.Equal(0, clean.Others.Reaching(.2));
        Assert.Equal(Math.Sqrt(.5), dim.Others.Largest, 6);
        Assert.Equal(.71, rates.ThresholdFor(.05));
        Assert.Equal(0, dim.OthersAgreeing.Reaching(.7));
        Assert.Equal(6, dim.OthersAtClips.Count);
        Assert.Equal(("Anna", "Ben"), (rates.Alike[0].First, rates.Alike[0].Second));
    }

    [Fact]
    public void People_who_are_said_to_be_one_count_as_the_person_elsewhere()
    {
        MeasuredPerson[] people =
        [
            Person("Anna", [1, 0], isClip: true, [[1, 0]], [[1, 0]]),
            Person("Anna again", [1, .1f], isClip: true, [[1, .1f]], [[1, .1f]]),
            Person("Ben", [0, 1], isClip: true, [[0, 1]], [[0, 1]]),
        ];
        ConditionRates clean = MatchRates.Measure(people, Conditions, ["Anna again=Anna"], 1, 1).Conditions[0];
        Assert.Equal((2, 4), (clean.Elsewhere.Count, clean.Others.Count));
        Assert.Equal(0, clean.Others.Reaching(.5));
        Assert.Contains("'Dora'", Assert.Throws<ArgumentException>(() => MatchRates.Measure(people, Conditions, ["Anna=Dora"], 1, 1)).Message, StringComparison.Ordinal);
    }

    private static MeasuredPerson Person(string name, float[] known, bool isClip, float[][] clean, float[][] dim) =>
        new(new(name, [known]), isClip, new Dictionary<string, IReadOnlyList<float[]>> { ["clean"] = clean, ["dim"] = dim });
}
