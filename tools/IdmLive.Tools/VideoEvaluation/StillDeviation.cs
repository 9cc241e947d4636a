using OpenCvSharp;

namespace IdmLive.Tools.VideoEvaluation;

/// <summary>
/// How much pictures of something that does not move differ from each other: the root of the variance over time, mean over pixels and channels, in
/// 8-bit levels. One thread.
/// </summary>
internal sealed class StillDeviation : IDisposable
{
    private readonly Mat _sum = new(), _squares = new();
    private int _pictures;

    /// <summary>The deviation so far; not a number below two pictures.</summary>
    public double Value
    {
        get
        {
            if (_pictures < 2)
            {
                return double.NaN;
            }

            Scalar squares = Cv2.Sum(_squares);
            double variance = squares.Val0 + squares.Val1 + squares.Val2 - (Cv2.Norm(_sum, NormTypes.L2SQR) / _pictures);
            return Math.Sqrt(Math.Max(0, variance) / (_pictures - 1) / (3.0 * _sum.Total()));
        }
    }

    /// <summary>Takes a picture.</summary>
    /// <param name="picture">8-bit BGR, all of one size.</param>
    public void Add(Mat picture)
    {
        if (_pictures++ == 0)
        {
            _sum.Create(picture.Size(), MatType.CV_64FC3);
            _squares.Create(picture.Size(), MatType.CV_64FC3);
            _sum.SetTo(Scalar.All(0));
            _squares.SetTo(Scalar.All(0));
        }

        Cv2.Accumulate(picture, _sum, null!);
        Cv2.AccumulateSquare(picture, _squares, null!);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _sum.Dispose();
        _squares.Dispose();
    }
}
