using IdmLive.Tools.Sample;

namespace IdmLive.Tools.Tests.Sample;

public sealed class VoiceTests
{
    [Fact]
    public void It_speaks_quietly_and_is_quieter_still_in_its_pauses()
    {
        const double seconds = 4;
        Voice voice = new(seed: 1, seconds);
        short[] samples = voice.Samples(seconds);
        Assert.Equal(seconds * Voice.SampleRate, samples.Length);

        double speech = Level(s => voice.Openness(s) > 0.3), pause = Level(s => voice.Openness(s) == 0);
        Assert.InRange(speech, 100, 4000);
        Assert.InRange(pause, 1, speech / 2);
        Assert.True(samples.Max(s => Math.Abs((int)s)) < 16_000);

        double Level(Func<double, bool> when)
        {
            double[] squares = [.. samples.Where((_, i) => when((double)i / Voice.SampleRate)).Select(s => (double)s * s)];
            return Math.Sqrt(squares.Average());
        }
    }

    [Fact]
    public void The_jaw_is_shut_at_both_ends_and_opens_between()
    {
        Voice voice = new(seed: 5, seconds: 3);
        Assert.Equal(0, voice.Openness(0));
        Assert.Equal(0, voice.Openness(3));
        Assert.True(Enumerable.Range(0, 75).Max(i => voice.Openness(i / 25.0)) > 0.4);
    }
}
