using IdmLive.Diffusion.Models;
using IdmLive.Diffusion.Restoring;
using IdmLive.Diffusion.Tests.Models;
using IdmLive.Diffusion.Tuning;
using Tensor = TorchSharp.torch.Tensor;

namespace IdmLive.Diffusion.Tests.Tuning;

public sealed class StartTunerTests
{
    private static readonly StartTunerOptions TwoThreads = new() { Threads = [2, 1], HasBFloat16 = false };

    private readonly DrawnTime _time = new();

    [Fact]
    public void Faster_number_of_threads_is_taken()
    {
        TuningChoice choice = Choose(TwoThreads, (_, threads) => threads == 1 ? 10 : 15);
        Assert.Equal((Arithmetic.Float32, 1), (choice.Arithmetic, choice.Threads));
    }

    [Fact]
    public void Bfloat16_is_skipped_with_a_reason_where_the_processor_lacks_it()
    {
        TuningChoice choice = Choose(TwoThreads, (_, _) => 10);
        Assert.All(choice.Trials.Where(t => t.Arithmetic == Arithmetic.BFloat16), t => Assert.Contains("AVX512_BF16", t.SkippedBecause));
        Assert.Equal(2, choice.Trials.Count(t => t.Arithmetic == Arithmetic.BFloat16));
        Assert.Equal(2, choice.Threads);
    }

    [Fact]
    public void Bfloat16_is_taken_where_it_is_clearly_faster()
    {
        Assert.Equal(Arithmetic.Float32, Choose(TwoThreads with { HasBFloat16 = true }, (_, _) => 10).Arithmetic);
        Assert.Equal(Arithmetic.BFloat16, Choose(TwoThreads with { HasBFloat16 = true }, (f, _) => f == Arithmetic.BFloat16 ? 5 : 10).Arithmetic);
    }

    [Theory]
    [InlineData(5)]
    [InlineData(40)]
    [InlineData(300)]
    public void Tuning_ends_within_its_budget_and_one_call(double milliseconds)
    {
        int calls = 0;
        TuningChoice choice = Choose(TwoThreads, (_, _) => milliseconds, () => calls++);
        Assert.InRange(choice.Milliseconds, 0, 400 + (2 * milliseconds));
        Assert.InRange(calls, 2, 2 * 9);
        Assert.Equal(2, choice.Threads);
    }

    [Fact]
    public void Slow_machine_keeps_the_usual_way_and_says_why_the_other_was_skipped()
    {
        TuningChoice choice = Choose(TwoThreads, (_, _) => 300);
        Assert.Equal(2, choice.Threads);
        Assert.Contains("no time was left", choice.Trials[1].SkippedBecause);
    }

    [Fact]
    public void First_call_is_no_measure()
    {
        HashSet<int> seen = [];
        TuningChoice choice = Choose(TwoThreads, (_, threads) => seen.Add(threads) && threads == 2 ? 100 : 10);
        Assert.Equal(2, choice.Threads);
        Assert.Equal(10, choice.Trials[0].MedianMs);
    }

    [Fact]
    public void Real_network_is_tuned_and_leaves_no_tensor()
    {
        using ModelFixture model = new();
        ModelPackage package = ModelPackage.Load(model.Folder);
        long before = Tensor.TotalCount;
        TuningChoice choice = new StartTuner(TwoThreads with { MostRounds = 2 }, TimeProvider.System).Choose(package);
        Assert.Equal(before, Tensor.TotalCount);
        Assert.Equal(128, choice.Pixels);
        Assert.Contains(choice.Threads, TwoThreads.Threads);
        Assert.True(choice.Trials[0].MedianMs > 0);
    }

    [Fact]
    public void Options_out_of_range_are_refused() =>
        Assert.Throws<ArgumentException>(() => new StartTuner(TwoThreads with { Threads = [0] }, TimeProvider.System));

    private TuningChoice Choose(StartTunerOptions options, Func<Arithmetic, int, double> milliseconds, Action? onCall = null) =>
        new StartTuner(options, _time).Choose(
            (format, threads) => () =>
            {
                onCall?.Invoke();
                _time.Advance(milliseconds(format, threads));
            },
            192);
}
