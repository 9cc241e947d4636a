using System.Globalization;
using System.Text.RegularExpressions;
using IdmLive.Training.Intrinsic;

namespace IdmLive.Training.Tests.Intrinsic;

/// <summary>The part of training that asks for the model's own results back: restoring twice changes nothing.</summary>
public sealed partial class OwnResultsTests : IDisposable
{
    private readonly FacesFixture _faces = new();
    private readonly FacesFixture _first = new();
    private readonly FacesFixture _last = new();

    public void Dispose()
    {
        _faces.Dispose();
        _first.Dispose();
        _last.Dispose();
    }

    [Fact]
    public void Asking_for_own_results_back_brings_a_second_restoring_closer_to_the_first()
    {
        TrainOptions restoring = _faces.Options with { Iterations = 150, Rate = 5e-4, Batch = 4, Steps = [1], Jitter = 0, AverageDecay = .95, WarmUp = 20 };
        new Trainer(restoring, _faces.Crops).Run(resume: false, _ => { }, default);

        // With all batches of that kind the loss is the distance of the second result from the first.
        TrainOptions again = restoring with { Init = _faces.Run, Again = .9999 };
        double before = Distance(again with { Run = _first.Run, Iterations = 1, Rate = 1e-9 });
        double after = Distance(again with { Run = _last.Run, Iterations = 60, Rate = 2e-4 });
        Assert.True(before > .001, $"{before}: the first training changed nothing, so there is nothing to see");
        Assert.True(after < .8 * before, $"{before} before, {after} after");
    }

    [Theory]
    [InlineData(-.1, "again is -0.1")]
    [InlineData(1, "again is 1")]
    public void Part_out_of_range_is_refused(double part, string sentence) =>
        Assert.Contains(sentence, Assert.Throws<ArgumentException>((_faces.Options with { Again = part }).Validate).Message, StringComparison.Ordinal);

    private double Distance(TrainOptions options)
    {
        List<string> lines = [];
        new Trainer(options, _faces.Crops).Run(resume: false, lines.Add, default);
        return double.Parse(ValidationLoss().Match(lines[^1]).Groups[1].Value, CultureInfo.InvariantCulture);
    }

    [GeneratedRegex("validation loss ([0-9.]+)")]
    private static partial Regex ValidationLoss();
}
