using OpenCvSharp;

namespace IdmLive.Pipeline.Measures;

/// <summary>
/// Natural image quality evaluator (Mittal et al. 2013), no reference, lower is better: the distance of a picture's statistics from
/// those of sharp photographs. Luma of BT.601 rounded to whole levels, blocks of 96 pixels without overlap, two scales, no border cut,
/// as BasicSR and the authors' MATLAB program compute it. Immutable, any thread.
/// </summary>
public sealed class Niqe
{
    private const int Block = 96;
    private const int Features = 36;
    private const double SmallestDifference = 1e-9;

    // (row, column) of the neighbours whose products are looked at; blocks are rolled, so what leaves on one side comes in on the other.
    private static readonly (int Row, int Column)[] Shifts = [(0, 1), (1, 0), (1, 1), (1, -1)];

    // Bicubic (a = -0.5) at half the size, stretched by two so that it smooths: distances 3.5, 2.5, 1.5, 0.5 on both sides.
    private static readonly double[] Halving = [-0.01171875, -0.03515625, 0.11328125, 0.43359375, 0.43359375, 0.11328125, -0.03515625, -0.01171875];

    private readonly double[,] mean, covariance, window;

    /// <summary>Reads the statistics of the sharp photographs.</summary>
    /// <param name="parametersPath">niqe_pris_params.npz of BasicSR, with mu_pris_param, cov_pris_param and gaussian_window.</param>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">The file is not that archive.</exception>
    public Niqe(string parametersPath)
    {
        IReadOnlyDictionary<string, double[,]> arrays = NumpyArchive.Read(parametersPath);
        mean = Array("mu_pris_param", 1, Features);
        covariance = Array("cov_pris_param", Features, Features);
        window = Array("gaussian_window", 7, 7);

        double[,] Array(string name, int rows, int columns) =>
            arrays.TryGetValue(name, out double[,]? array) && array.GetLength(0) == rows && array.GetLength(1) == columns
                ? array
                : throw new InvalidDataException($"'{parametersPath}' has no array {name} of {rows}x{columns} numbers; is it another measure's file?");
    }

    /// <summary>Whether a picture of a size has the two blocks that a score needs.</summary>
    /// <param name="width">Pixels.</param>
    /// <param name="height">Pixels.</param>
    public static bool Takes(int width, int height) => (width / Block) * (height / Block) >= 2;

    /// <summary>The score of a picture.</summary>
    /// <param name="picture">8-bit BGR, at least 192 x 96 or 96 x 192 pixels; what is over whole blocks of 96 is not looked at.</param>
    /// <returns>0 or more; not a number where fewer than two blocks have any texture.</returns>
    /// <exception cref="ArgumentException">The picture is too small or not 8-bit BGR.</exception>
    public double Score(Mat picture)
    {
        PictureMeasures.CheckPicture(picture);
        int columns = picture.Width / Block, rows = picture.Height / Block;
        if (!Takes(picture.Width, picture.Height))
        {
            throw new ArgumentException($"NIQE needs two blocks of {Block}x{Block} pixels or more; this picture has {picture.Width}x{picture.Height} pixels.", nameof(picture));
        }

        double[][] features = [.. Enumerable.Range(0, columns * rows).Select(_ => new double[Features])];
        using Mat full = Luma(picture, columns * Block, rows * Block), half = Half(full);
        AddFeatures(full, Block, rows, features, 0);
        AddFeatures(half, Block / 2, rows, features, Features / 2);
        return Distance(features);
    }

    private static Mat Luma(Mat picture, int width, int height)
    {
        picture.GetArray(out Vec3b[] from);
        int stride = picture.Width;
        double[] to = new double[width * height];
        for (int y = 0; y < height; y++)
        {
            for (int x = 0; x < width; x++)
            {
                Vec3b p = from[(y * stride) + x];
                to[(y * width) + x] = Math.Round((((24.966 * p.Item0) + (128.553 * p.Item1) + (65.481 * p.Item2)) / 255) + 16);
            }
        }

        return FromArray(to, width, height);
    }

    private static Mat Half(Mat picture)
    {
        using Mat smooth = new(), kernel = Mat.FromPixelData(Halving.Length, 1, MatType.CV_64FC1, Halving);
        Cv2.SepFilter2D(picture, smooth, MatType.CV_64FC1, kernel, kernel, new Point(3, 3), 0, BorderTypes.Reflect);
        smooth.GetArray(out double[] from);
        int stride = smooth.Cols, width = stride / 2, height = smooth.Rows / 2;
        double[] to = new double[width * height];
        for (int y = 0; y < height; y++)
        {
            for (int x = 0; x < width; x++)
            {
                to[(y * width) + x] = from[(2 * y * stride) + (2 * x)];
            }
        }

        return FromArray(to, width, height);
    }

    private static Mat FromArray(double[] values, int width, int height)
    {
        using Mat view = Mat.FromPixelData(height, width, MatType.CV_64FC1, values);
        return view.Clone();
    }

    private void AddFeatures(Mat picture, int block, int rows, double[][] features, int offset)
    {
        using Mat normalized = Normalized(picture);
        normalized.GetArray(out double[] all);

        // In a flat part the filter's rounding, not the picture, would say on which side of zero a pixel lies.
        all = [.. all.Select(v => Math.Abs(v) < SmallestDifference ? 0 : v)];
        int stride = normalized.Cols;
        double[] own = new double[block * block], product = new double[block * block];
        for (int i = 0; i < features.Length; i++)
        {
            int corner = (i % rows * block * stride) + (i / rows * block);
            for (int y = 0; y < block; y++)
            {
                all.AsSpan(corner + (y * stride), block).CopyTo(own.AsSpan(y * block));
            }

            Span<double> to = features[i].AsSpan(offset);
            GeneralizedGaussian fit = GeneralizedGaussian.Fit(own);
            (to[0], to[1]) = (fit.Shape, (fit.Left + fit.Right) / 2);
            for (int s = 0; s < Shifts.Length; s++)
            {
                for (int y = 0; y < block; y++)
                {
                    int row = (y - Shifts[s].Row + block) % block * block;
                    for (int x = 0; x < block; x++)
                    {
                        product[(y * block) + x] = own[(y * block) + x] * own[row + ((x - Shifts[s].Column + block) % block)];
                    }
                }

                fit = GeneralizedGaussian.Fit(product);
                (to[2 + (4 * s)], to[3 + (4 * s)], to[4 + (4 * s)], to[5 + (4 * s)]) = (fit.Shape, fit.Mean, fit.Left, fit.Right);
            }
        }
    }

    // Each pixel less the mean around it, over the deviation around it plus one level.
    private Mat Normalized(Mat picture)
    {
        using Mat kernel = Mat.FromPixelData(7, 7, MatType.CV_64FC1, window), local = new(), square = new(), deviation = new();
        Cv2.Filter2D(picture, local, MatType.CV_64FC1, kernel, null, 0, BorderTypes.Replicate);
        Cv2.Multiply(picture, picture, square);
        Cv2.Filter2D(square, deviation, MatType.CV_64FC1, kernel, null, 0, BorderTypes.Replicate);
        Cv2.Multiply(local, local, square);
        Cv2.Absdiff(deviation, square, deviation);
        Cv2.Sqrt(deviation, deviation);
        Cv2.Add(deviation, Scalar.All(1), deviation);
        Mat normalized = new();
        Cv2.Subtract(picture, local, normalized);
        Cv2.Divide(normalized, deviation, normalized);
        return normalized;
    }

    // sqrt(d' ((C + C') / 2)^+ d) with the covariance of whole rows and the means of all numbers.
    private double Distance(double[][] features)
    {
        double[][] whole = [.. features.Where(f => !f.Any(double.IsNaN))];
        if (whole.Length < 2)
        {
            return double.NaN;
        }

        double[] centre = [.. Enumerable.Range(0, Features).Select(c => whole.Average(f => f[c]))];
        double[,] both = new double[Features, Features];
        double[,] difference = new double[Features, 1];
        for (int i = 0; i < Features; i++)
        {
            difference[i, 0] = mean[0, i] - features.Select(f => f[i]).Where(v => !double.IsNaN(v)).Average();
            for (int j = 0; j < Features; j++)
            {
                double own = whole.Sum(f => (f[i] - centre[i]) * (f[j] - centre[j])) / (whole.Length - 1);
                both[i, j] = (covariance[i, j] + own) / 2;
            }
        }

        using Mat matrix = Mat.FromPixelData(Features, Features, MatType.CV_64FC1, both), inverse = new();
        using Mat d = Mat.FromPixelData(Features, 1, MatType.CV_64FC1, difference), weighted = new(), none = new();
        Cv2.Invert(matrix, inverse, DecompTypes.SVD);
        Cv2.Gemm(inverse, d, 1, none, 0, weighted);
        return Math.Sqrt(Math.Max(0, d.Dot(weighted)));
    }
}
