using OpenCvSharp;

namespace IdmLive.Training.Degradation.Stages;

/// <summary>Too long an exposure, which clips, and a false white balance; both in linear light.</summary>
public sealed record ExposureStage : DegradationStage
{
    /// <summary>Factor of all channels.</summary>
    public required ValueRange Exposure { get; init; }

    /// <summary>Factor of each channel, drawn for each.</summary>
    public ValueRange Cast { get; init; } = new(1, 1);

    /// <inheritdoc/>
    public override void Validate()
    {
        base.Validate();
        Check("exposure", Exposure, .01, 100);
        Check("cast", Cast, .1, 10);
    }

    /// <inheritdoc/>
    protected override void DrawValues(IList<DrawnStage> drawn, Random random)
    {
        double exposure = Exposure.Draw(random);
        drawn.Add(new Exposure(exposure * Cast.Draw(random), exposure * Cast.Draw(random), exposure * Cast.Draw(random)));
    }
}

/// <summary>Factors in linear light; what exceeds white is white.</summary>
/// <param name="Blue">Factor of blue.</param>
/// <param name="Green">Factor of green.</param>
/// <param name="Red">Factor of red.</param>
public sealed record Exposure(double Blue, double Green, double Red) : DrawnStage
{
    /// <inheritdoc/>
    public override Mat Apply(Mat picture, Size original, Random noise)
    {
        using Mat table = new(1, 256, MatType.CV_8UC3);
        for (int i = 0; i < 256; i++)
        {
            float light = LinearLight.Light[i];
            table.Set(0, i, new Vec3b(LinearLight.Level(light * (float)Blue), LinearLight.Level(light * (float)Green), LinearLight.Level(light * (float)Red)));
        }

        return picture.LUT(table);
    }
}
