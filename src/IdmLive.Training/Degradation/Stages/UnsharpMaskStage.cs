using OpenCvSharp;

namespace IdmLive.Training.Degradation.Stages;

/// <summary>Sharpening by firmware: halos along edges.</summary>
public sealed record UnsharpMaskStage : DegradationStage
{
    /// <summary>Standard deviation of the mask, pixels of the picture as it is by then; does not scale with the crop.</summary>
    public required ValueRange Sigma { get; init; }

    /// <summary>How much of the difference to the blurred picture is added.</summary>
    public required ValueRange Amount { get; init; }

    /// <inheritdoc/>
    public override void Validate()
    {
        base.Validate();
        Check("sigma", Sigma, .1, 50);
        Check("amount", Amount, 0, 20);
    }

    /// <inheritdoc/>
    protected override void DrawValues(IList<DrawnStage> drawn, Random random) => drawn.Add(new UnsharpMask(Sigma.Draw(random), Amount.Draw(random)));
}

/// <summary><c>x + amount (x - x * k_sigma)</c>, clipped. Overshoots a step of height h by <c>amount h (1 - Phi(1 / (2 sigma)))</c>.</summary>
/// <param name="Sigma">Standard deviation of the mask, pixels.</param>
/// <param name="Amount">How much is added.</param>
public sealed record UnsharpMask(double Sigma, double Amount) : DrawnStage
{
    /// <inheritdoc/>
    public override Mat Apply(Mat picture, Size original, Random noise)
    {
        using Mat blurred = new GaussianBlur(Sigma).Apply(picture, original, noise);
        Mat sharp = new();
        Cv2.AddWeighted(picture, 1 + Amount, blurred, -Amount, 0, sharp);
        return sharp;
    }
}
