using IdmLive.Pipeline.Live;
using IdmLive.Tools.Guarding;
using IdmLive.Tools.Tests.Evaluation;

namespace IdmLive.Tools.Tests.Guarding;

public sealed class GuardLevelsTests
{
    [Fact]
    public void Quantiles_are_values_that_were_measured()
    {
        LevelQuantiles q = LevelQuantiles.Of(Enumerable.Range(1, 100).Select(i => (double)i).Reverse());
        Assert.Equal(new(2, 25, 50, 75, 98), q);
        Assert.Equal(new(7, 7, 7, 7, 7), LevelQuantiles.Of([7]));
    }

    [Fact]
    public void Strength_is_what_the_guard_would_take()
    {
        FaceGuardOptions options = new();
        GuardLevels levels = GuardLevels.Of(
            "degraded", [new(options.CleanSharpness + .1, 0), new(options.BlurredSharpness - .1, 0), new(options.CleanSharpness + .1, options.NoisyNoise + 1), new(options.CleanSharpness, 0)], options);
        Assert.Equal((.5, .5, .5), (levels.MeanStrength, levels.Untouched, levels.Whole));
    }

    [Fact]
    public void Degraded_faces_are_softer_and_get_more_than_clean_ones()
    {
        IReadOnlyList<GuardLevels> levels = GuardLevelsCommand.Measure(DrawnFaces.Set(6));
        Assert.Equal(["clean", "degraded"], levels.Select(l => l.Crops));
        Assert.True(levels[1].Sharpness.Median < levels[0].Sharpness.Median);
        Assert.True(levels[1].MeanStrength >= levels[0].MeanStrength);
    }

    [Fact]
    public void A_folder_that_is_not_there_is_one_sentence()
    {
        TextWriter before = Console.Error;
        using StringWriter error = new();
        Console.SetError(error);
        try
        {
            Assert.Equal(1, GuardLevelsCommand.Create().Parse(["--data", "/nowhere"]).Invoke());
        }
        finally
        {
            Console.SetError(before);
        }

        Assert.StartsWith("idmlive-tools guard-levels: ", error.ToString(), StringComparison.Ordinal);
        Assert.Single(error.ToString().TrimEnd().Split('\n'));
    }
}
