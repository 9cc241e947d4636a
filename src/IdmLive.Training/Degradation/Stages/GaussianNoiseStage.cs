using OpenCvSharp;

namespace IdmLive.Training.Degradation.Stages;

/// <summary>Independent normal noise on each channel of each pixel.</summary>
public sealed record GaussianNoiseStage : DegradationStage
{
    /// <summary>Standard deviation, levels of 255.</summary>
    public required ValueRange Deviation { get; init; }

    /// <inheritdoc/>
    public override void Validate()
    {
        base.Validate();
        Check("deviation", Deviation, 0, 255);
    }

    /// <inheritdoc/>
    protected override void DrawValues(IList<DrawnStage> drawn, Random random) => drawn.Add(new GaussianNoise(Deviation.Draw(random)));
}

/// <summary>Normal noise, rounded and clipped to 0..255.</summary>
/// <param name="Deviation">Standard deviation, levels of 255; 0 changes nothing.</param>
public sealed record GaussianNoise(double Deviation) : DrawnStage
{
    /// <inheritdoc/>
    public override unsafe Mat Apply(Mat picture, Size original, Random noise)
    {
        Mat noisy = picture.Clone();
        if (Deviation <= 0)
        {
            return noisy;
        }

        // The way of Box and Muller, draw for draw: the bits of eq. 11 hang on it. LowLight has the fast way.
        Span<byte> pixels = new(noisy.DataPointer, checked((int)(noisy.Total() * noisy.ElemSize())));
        for (int i = 0; i < pixels.Length; i += 2)
        {
            float radius = (float)Deviation * MathF.Sqrt(-2 * MathF.Log(1 - noise.NextSingle()));
            (float sin, float cos) = MathF.SinCos(2 * MathF.PI * noise.NextSingle());
            pixels[i] = Clip(pixels[i] + (radius * cos));
            if (i + 1 < pixels.Length)
            {
                pixels[i + 1] = Clip(pixels[i + 1] + (radius * sin));
            }
        }

        return noisy;

        static byte Clip(float value) => (byte)Math.Clamp(MathF.Round(value), 0, 255);
    }
}
