using OpenCvSharp;

namespace IdmLive.Training.Degradation.Stages;

/// <summary>
/// A sensor in a dark room: few electrons in each pixel, so their number is uncertain by its root (shot noise), and the amplifier adds
/// noise of its own (read noise). In linear light, before the amplification that makes the picture bright again.
/// </summary>
public sealed record LowLightStage : DegradationStage
{
    /// <summary>Electrons that a white pixel collects; the fewer, the darker the room. Drawn evenly in its logarithm.</summary>
    public required ValueRange WhiteElectrons { get; init; }

    /// <summary>Standard deviation of the read noise, electrons.</summary>
    public required ValueRange ReadElectrons { get; init; }

    /// <summary>Brightness after amplification, in linear light; 1 keeps it.</summary>
    public ValueRange Gain { get; init; } = new(1, 1);

    /// <inheritdoc/>
    public override void Validate()
    {
        base.Validate();
        Check("whiteElectrons", WhiteElectrons, 1, 1e6);
        Check("readElectrons", ReadElectrons, 0, 1e4);
        Check("gain", Gain, .01, 10);
    }

    /// <inheritdoc/>
    protected override void DrawValues(IList<DrawnStage> drawn, Random random) =>
        drawn.Add(new LowLight(WhiteElectrons.DrawByRatio(random), ReadElectrons.Draw(random), Gain.Draw(random)));
}

/// <summary>Shot and read noise. A pixel of light v has the variance <c>gain^2 (v / white + (read / white)^2)</c> in linear light.</summary>
/// <param name="WhiteElectrons">Electrons of a white pixel.</param>
/// <param name="ReadElectrons">Standard deviation of the read noise, electrons.</param>
/// <param name="Gain">Brightness after amplification.</param>
public sealed record LowLight(double WhiteElectrons, double ReadElectrons, double Gain) : DrawnStage
{
    /// <inheritdoc/>
    public override unsafe Mat Apply(Mat picture, Size original, Random noise)
    {
        // Scaled to the table of levels at once. A normal number stands for the Poisson one: beyond some ten electrons they look alike,
        // and below, read noise rules.
        Span<float> light = stackalloc float[256], deviation = stackalloc float[256];
        double scale = Gain * LinearLight.White, read = ReadElectrons / WhiteElectrons;
        for (int i = 0; i < 256; i++)
        {
            light[i] = (float)((scale * LinearLight.Light[i]) + .5);
            deviation[i] = (float)(scale * Math.Sqrt((LinearLight.Light[i] / WhiteElectrons) + (read * read)));
        }

        NormalTable normal = new(noise.NextInt64());
        byte[] levels = LinearLight.Levels;
        Mat noisy = picture.Clone();
        foreach (ref byte pixel in new Span<byte>(noisy.DataPointer, checked((int)(noisy.Total() * noisy.ElemSize()))))
        {
            int index = (int)(light[pixel] + (deviation[pixel] * normal.Next()));
            pixel = levels[Math.Clamp(index, 0, LinearLight.White)];
        }

        return noisy;
    }
}
