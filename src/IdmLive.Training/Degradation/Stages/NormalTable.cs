namespace IdmLive.Training.Degradation.Stages;

/// <summary>
/// Standard normal numbers for pictures: 16 bits of a xorshift generator choose among 65536 quantiles. Some three times as fast as
/// drawing them through logarithm and sine; the tail ends at 4.3.
/// </summary>
/// <param name="seed">Any number.</param>
internal struct NormalTable(long seed)
{
    private static readonly float[] Quantiles = CreateQuantiles();

    private ulong _state = ((ulong)seed * 0x9E3779B97F4A7C15) | 1;
    private ulong _bits;
    private int _left;

    /// <summary>The next number.</summary>
    public float Next()
    {
        if (_left == 0)
        {
            _state ^= _state >> 12;
            _state ^= _state << 25;
            _state ^= _state >> 27;
            _bits = _state * 0x2545F4914F6CDD1D;
            _left = 4;
        }

        float value = Quantiles[(ushort)_bits];
        _bits >>= 16;
        _left--;
        return value;
    }

    /// <summary>Quantiles at the middles of equal parts, by bisection of the distribution's integral, scaled to a variance of exactly 1.</summary>
    private static float[] CreateQuantiles()
    {
        const int Count = 65536;
        double[] upper = new double[Count / 2];

        // The integral from 0, in steps so small that a line between them is exact enough; the quantiles follow in one sweep.
        const double Step = 1e-5;
        double below = .5, x = 0;
        for (int i = 0; i < upper.Length; i++)
        {
            double wanted = .5 + ((i + .5) / Count), density = Density(x + (Step / 2));
            while (below + (density * Step) < wanted)
            {
                below += density * Step;
                x += Step;
                density = Density(x + (Step / 2));
            }

            upper[i] = x + ((wanted - below) / density);
        }

        double scale = 1 / Math.Sqrt(upper.Average(v => v * v));
        return [.. upper.Reverse().Select(v => (float)(-v * scale)), .. upper.Select(v => (float)(v * scale))];

        static double Density(double v) => Math.Exp(-.5 * v * v) / Math.Sqrt(2 * Math.PI);
    }
}
