using OpenCvSharp;

namespace IdmLive.Training.Degradation.Stages;

/// <summary>Blur of a lens out of focus, as a Gaussian.</summary>
public sealed record GaussianBlurStage : DegradationStage
{
    /// <summary>Standard deviation, pixels of the crop; scales with it.</summary>
    public required ValueRange Sigma { get; init; }

    /// <inheritdoc/>
    public override DegradationStage Scaled(double factor) => this with { Sigma = Sigma.Times(factor) };

    /// <inheritdoc/>
    public override void Validate()
    {
        base.Validate();
        Check("sigma", Sigma, 0, 200);
    }

    /// <inheritdoc/>
    protected override void DrawValues(IList<DrawnStage> drawn, Random random) => drawn.Add(new GaussianBlur(Sigma.Draw(random)));
}

/// <summary>A Gaussian blur.</summary>
/// <param name="Sigma">Standard deviation, pixels; below .1 nothing happens.</param>
public sealed record GaussianBlur(double Sigma) : DrawnStage
{
    /// <inheritdoc/>
    public override Mat Apply(Mat picture, Size original, Random noise)
    {
        if (Sigma < .1)
        {
            return picture.Clone();
        }

        int radius = Math.Max(1, (int)Math.Ceiling(3 * Sigma));
        return picture.GaussianBlur(new((2 * radius) + 1, (2 * radius) + 1), Sigma, Sigma, BorderTypes.Reflect101);
    }
}
