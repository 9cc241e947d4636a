using OpenCvSharp;

namespace IdmLive.Training.Degradation.Stages;

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
    private const double Smallest = 4e-5;

    /// <summary>The point-spread function: a line of even weight, each of its points shared by its four pixels; sums to 1.</summary>
    /// <returns>32 bits, odd sizes, no larger than the line (a large one would make the filter go through a Fourier transform); the caller disposes of it.</returns>
    public Mat PointSpread()
    {
        (double sin, double cos) = Math.SinCos(Angle);
        int right = Math.Max(1, (int)Math.Ceiling(Length / 2 * Math.Abs(cos))), down = Math.Max(1, (int)Math.Ceiling(Length / 2 * Math.Abs(sin)));
        int points = Math.Max(2, (int)Math.Ceiling(PointsAPixel * Length)), rows = (2 * down) + 1, columns = (2 * right) + 1;
        double[,] weights = new double[rows, columns];
        for (int i = 0; i < points; i++)
        {
            double along = Length * (((i + .5) / points) - .5), x = right + (along * cos), y = down + (along * sin);
            int left = (int)Math.Floor(x), top = (int)Math.Floor(y);
            double fx = x - left, fy = y - top;
            weights[top, left] += (1 - fx) * (1 - fy) / points;
            weights[top, left + 1] += fx * (1 - fy) / points;
            weights[top + 1, left] += (1 - fx) * fy / points;
            weights[top + 1, left + 1] += fx * fy / points;
        }

        // Weights below a hundredth of a level cost time and change nothing.
        Mat kernel = new(rows, columns, MatType.CV_32FC1);
        double sum = weights.Cast<double>().Where(w => w > Smallest).Sum();
        for (int y = 0; y < rows; y++)
        {
            for (int x = 0; x < columns; x++)
            {
                kernel.Set(y, x, weights[y, x] > Smallest ? (float)(weights[y, x] / sum) : 0f);
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
