using OpenCvSharp;

namespace IdmLive.Tools.Degradation.Stages;

/// <summary>Blur of a head that moves evenly while the shutter is open: a line in any direction.</summary>
public sealed record MotionBlurStage : DegradationStage
{
    /// <summary>Length of the line, pixels of the crop; scales with it.</summary>
    public required ValueRange Length { get; init; }

    /// <inheritdoc/>
    public override DegradationStage Scaled(double factor) => this with { Length = Length.Times(factor) };

    /// <inheritdoc/>
    public override void Validate()
    {
        base.Validate();
        Check("length", Length, 0, 200);
    }

    /// <inheritdoc/>
    protected override void DrawValues(IList<DrawnStage> drawn, Random random) => drawn.Add(new MotionBlur(Length.Draw(random), Math.PI * random.NextDouble()));
}

/// <summary>A motion blur.</summary>
/// <param name="Length">Length of the line, pixels; below .1 nothing happens.</param>
/// <param name="Angle">Its direction, radians from the x axis.</param>
public sealed record MotionBlur(double Length, double Angle) : DrawnStage
{
    private const int PointsAPixel = 16;

    /// <summary>The point-spread function: a line of even weight, each of its points shared by its four pixels; sums to 1.</summary>
    /// <returns>Square, 32 bits, odd size; the caller disposes of it.</returns>
    public Mat PointSpread()
    {
        (double sin, double cos) = Math.SinCos(Angle);
        int radius = (int)Math.Ceiling(Length / 2), points = Math.Max(2, (int)Math.Ceiling(PointsAPixel * Length));
        double[,] weights = new double[(2 * radius) + 3, (2 * radius) + 3];
        for (int i = 0; i < points; i++)
        {
            double along = Length * (((i + .5) / points) - .5), x = radius + 1 + (along * cos), y = radius + 1 + (along * sin);
            int left = (int)Math.Floor(x), top = (int)Math.Floor(y);
            double fx = x - left, fy = y - top;
            weights[top, left] += (1 - fx) * (1 - fy) / points;
            weights[top, left + 1] += fx * (1 - fy) / points;
            weights[top + 1, left] += (1 - fx) * fy / points;
            weights[top + 1, left + 1] += fx * fy / points;
        }

        // Weights below a hundredth of a level cost time and change nothing.
        int side = weights.GetLength(0);
        Mat kernel = new(side, side, MatType.CV_32FC1);
        double sum = weights.Cast<double>().Where(w => w > 4e-5).Sum();
        for (int y = 0; y < side; y++)
        {
            for (int x = 0; x < side; x++)
            {
                kernel.Set(y, x, weights[y, x] > 4e-5 ? (float)(weights[y, x] / sum) : 0f);
            }
        }

        return kernel;
    }

    /// <inheritdoc/>
    public override Mat Apply(Mat picture, Size original, Random noise)
    {
        if (Length < .1)
        {
            return picture.Clone();
        }

        using Mat kernel = PointSpread();
        return picture.Filter2D(-1, kernel, borderType: BorderTypes.Reflect101);
    }
}
