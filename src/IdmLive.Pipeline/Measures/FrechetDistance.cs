using OpenCvSharp;

namespace IdmLive.Pipeline.Measures;

/// <summary>
/// Frechet distance of two sets of feature vectors, each seen as a Gaussian: <c>|m1 - m2|^2 + tr(C1 + C2 - 2 (C1 C2)^(1/2))</c>, 0 for
/// equal sets (Heusel et al. 2017, whose FID takes the features from Inception). The figure belongs to the network that gave the
/// features: report it under <see cref="Name"/>. It falls as a set grows, so only sets of equal counts compare. Stateless, any thread.
/// </summary>
public static class FrechetDistance
{
    /// <summary>The figure's name with an embedder's features, such as "Frechet distance (faceplugin)".</summary>
    public static string Name(FaceEmbedderSpec backbone)
    {
        ArgumentNullException.ThrowIfNull(backbone);
        return $"Frechet distance ({backbone.Name})";
    }

    /// <summary>The distance of two sets.</summary>
    /// <param name="first">Vectors of one length, two or more.</param>
    /// <param name="second">Vectors of the same length, two or more.</param>
    /// <exception cref="ArgumentException">A set has fewer than two vectors, or the lengths differ.</exception>
    public static double Between(IReadOnlyList<float[]> first, IReadOnlyList<float[]> second)
    {
        ArgumentNullException.ThrowIfNull(first);
        ArgumentNullException.ThrowIfNull(second);
        if (first.Count < 2 || second.Count < 2)
        {
            throw new ArgumentException($"The Frechet distance needs two vectors or more in each set; there are {first.Count} and {second.Count}.");
        }

        int length = first[0].Length;
        if (length == 0 || first.Concat(second).FirstOrDefault(v => v.Length != length) is { } other)
        {
            throw new ArgumentException($"The vectors of a Frechet distance have one length above 0; there are such of {length} and others.");
        }

        double[] firstMean = Mean(first), secondMean = Mean(second);
        using Mat a = Factor(first, firstMean), b = Factor(second, secondMean), none = new(), product = new(), values = new(), u = new(), vt = new();

        // With C1 = A'A and C2 = B'B the eigenvalues of C1 C2 are the squares of the singular values of A B': the trace of the root is
        // their sum. No root of a matrix is taken, so sets of fewer vectors than numbers need no care.
        Cv2.Gemm(a, b, 1, none, 0, product, GemmFlags.B_T);
        Cv2.SVDecomp(product, values, u, vt, SVD.Flags.NoUV);
        double means = firstMean.Zip(secondMean, (p, q) => (p - q) * (p - q)).Sum();
        return Math.Max(0, means + SquaredNorm(a) + SquaredNorm(b) - (2 * Cv2.Sum(values).Val0));
    }

    private static double SquaredNorm(Mat matrix) => Cv2.Norm(matrix, NormTypes.L2SQR);

    private static double[] Mean(IReadOnlyList<float[]> vectors)
    {
        double[] mean = new double[vectors[0].Length];
        foreach (float[] vector in vectors)
        {
            for (int i = 0; i < mean.Length; i++)
            {
                mean[i] += (double)vector[i] / vectors.Count;
            }
        }

        return mean;
    }

    // A matrix F with F'F the covariance: the centred vectors themselves or, where they are many, the root from the eigenvectors.
    private static Mat Factor(IReadOnlyList<float[]> vectors, double[] mean)
    {
        double[,] centred = new double[vectors.Count, mean.Length];
        double scale = 1 / Math.Sqrt(vectors.Count - 1);
        for (int row = 0; row < vectors.Count; row++)
        {
            for (int i = 0; i < mean.Length; i++)
            {
                centred[row, i] = (vectors[row][i] - mean[i]) * scale;
            }
        }

        using Mat all = Mat.FromPixelData(vectors.Count, mean.Length, MatType.CV_64FC1, centred);
        if (vectors.Count <= mean.Length)
        {
            return all.Clone();
        }

        using Mat covariance = new(), eigenvalues = new(), eigenvectors = new();
        Cv2.MulTransposed(all, covariance, true);
        Cv2.Eigen(covariance, eigenvalues, eigenvectors);
        eigenvalues.GetArray(out double[] values);
        eigenvectors.GetArray(out double[] root);
        for (int i = 0; i < root.Length; i++)
        {
            root[i] *= Math.Sqrt(Math.Max(0, values[i / mean.Length]));
        }

        using Mat scaled = Mat.FromPixelData(mean.Length, mean.Length, MatType.CV_64FC1, root);
        return scaled.Clone();
    }
}
