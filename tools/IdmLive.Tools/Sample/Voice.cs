namespace IdmLive.Tools.Sample;

/// <summary>
/// A quiet synthetic voice over a room's hum: a glottal pulse train through three formants, in syllables with pauses. It says nothing;
/// it is there so that a clip has sound to keep, and a jaw that moves with it. Deterministic for a seed.
/// </summary>
internal sealed class Voice
{
    /// <summary>Samples a second.</summary>
    public const int SampleRate = 48_000;

    // First three formants of a, e, i, o and u, in hertz.
    private static readonly double[][] Vowels = [[730, 1090, 2440], [530, 1840, 2480], [270, 2290, 3010], [570, 840, 2410], [300, 870, 2240]];
    private readonly List<Syllable> syllables = [];
    private readonly int seed;

    /// <summary>Plans the syllables of a stretch of time.</summary>
    public Voice(int seed, double seconds)
    {
        this.seed = seed;
        Random random = new(seed);
        for (double time = 0.25; time < seconds - 0.3;)
        {
            double length = 0.13 + (0.12 * random.NextDouble());
            syllables.Add(new(time, length, 0.55 + (0.45 * random.NextDouble()), random.Next(Vowels.Length), 165 + (45 * random.NextDouble())));
            time += length + (random.NextDouble() < 0.2 ? 0.25 : 0.02);
        }
    }

    /// <summary>How far the mouth is open at a time in seconds, 0 to 1.</summary>
    public double Openness(double time) => syllables.Sum(s => s.Loudness(time));

    /// <summary>The sound, 16-bit mono.</summary>
    public short[] Samples(double seconds)
    {
        Random random = new(seed);
        short[] samples = new short[(int)Math.Round(seconds * SampleRate)];
        Resonator[] formants = [new(80), new(100), new(130)];
        double phase = 0, room = 0;
        for (int i = 0; i < samples.Length; i++)
        {
            double time = (double)i / SampleRate, loudness = Openness(time);
            Syllable? current = syllables.Find(s => s.Loudness(time) > 0);
            double pulse = 0;
            if (current is not null)
            {
                phase += current.Pitch * (1 + (0.04 * Math.Sin(2 * Math.PI * 5 * time))) / SampleRate;
                if (phase >= 1)
                {
                    phase -= 1;
                    pulse = 1;
                }
            }

            double sound = 0;
            for (int f = 0; f < formants.Length; f++)
            {
                sound += formants[f].Next(pulse, Vowels[current?.Vowel ?? 0][f]) / (f + 1);
            }

            // Brown noise: rooms hum more than they hiss.
            room = (0.995 * room) + (random.NextDouble() - 0.5);
            samples[i] = (short)Math.Clamp((110 * loudness * sound) + (9 * room), short.MinValue, short.MaxValue);
        }

        return samples;
    }

    private sealed record Syllable(double Start, double Length, double Strength, int Vowel, double Pitch)
    {
        public double Loudness(double time)
        {
            double part = (time - Start) / Length;
            return part is > 0 and < 1 ? Strength * Math.Pow(Math.Sin(Math.PI * part), 2) : 0;
        }
    }

    // A two-pole resonance whose frequency may change from sample to sample.
    private sealed class Resonator(double bandwidth)
    {
        private readonly double radius = Math.Exp(-Math.PI * bandwidth / SampleRate);
        private double last, beforeLast;

        public double Next(double input, double frequency)
        {
            double value = input + (2 * radius * Math.Cos(2 * Math.PI * frequency / SampleRate) * last) - (radius * radius * beforeLast);
            (beforeLast, last) = (last, value);
            return value;
        }
    }
}
