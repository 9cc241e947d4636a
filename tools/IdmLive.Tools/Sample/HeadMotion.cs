namespace IdmLive.Tools.Sample;

/// <summary>
/// How a person sits before a webcam and talks: slow sway, breath, small turns and nods, each the sum of a few sines whose periods have
/// no common measure. Deterministic for a seed; any thread.
/// </summary>
internal sealed class HeadMotion
{
    private readonly Wave x, y, roll, yaw, pitch, breath;
    private readonly Voice voice;

    public HeadMotion(int seed, Voice voice)
    {
        Random random = new(seed);
        this.voice = voice;
        x = new(random, 0.13, 3.7, 0.012, 0.9);
        y = new(random, 0.05, 2.9, 0.014, 0.7);
        roll = new(random, 0.035, 4.3, 0.006, 1.1);
        yaw = new(random, 0.13, 3.1, 0.02, 1.3);
        pitch = new(random, 0.06, 2.3, 0.025, 0.8);
        breath = new(random, 0.012, 3.4, 0.002, 1.5);
    }

    /// <summary>The pose at a time in seconds.</summary>
    public HeadPose At(double time) => new(
        x.At(time), y.At(time), roll.At(time), yaw.At(time), pitch.At(time), 1 + breath.At(time), voice.Openness(time));

    // A slow sine, one of about half its period, and a quick small one.
    private sealed class Wave(Random random, double amplitude, double period, double quickAmplitude, double quickPeriod)
    {
        private readonly double first = random.NextDouble(), second = random.NextDouble(), third = random.NextDouble();

        public double At(double time) =>
            (amplitude * ((0.75 * Sine(time, period, first)) + (0.25 * Sine(time, period / 2.13, second)))) + (quickAmplitude * Sine(time, quickPeriod, third));

        private static double Sine(double time, double period, double phase) => Math.Sin(2 * Math.PI * ((time / period) + phase));
    }
}
