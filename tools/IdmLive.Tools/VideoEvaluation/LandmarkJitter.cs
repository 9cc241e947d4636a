using IdmLive.Pipeline.Faces;
using OpenCvSharp;

namespace IdmLive.Tools.VideoEvaluation;

/// <summary>
/// How much a row shakes the features of a face. From each of the five key points the clean frame's are taken, so that the face's motion and
/// what the detector makes of it fall out; of the offset d that is left, the part that changes fastest counts:
/// <c>|d(t-1) - 2 d(t) + d(t+1)| / 4</c>, mean over points and frames, in pixels of the crop. A point that lies by turns a to the left and a to
/// the right of its place gives a; one that stays away or drifts evenly gives 0. One thread.
/// </summary>
internal sealed class LandmarkJitter
{
    private const int Points = 5;
    private readonly List<double> _values = [];
    private Point2d[]? _before, _beforeThat;

    /// <summary>A value for each frame that lies between two others, mean over the points.</summary>
    public IReadOnlyList<double> Values => _values;

    /// <summary>Frames without a face in the row or in the clean clip; they and their neighbours give no value.</summary>
    public int Missed { get; private set; }

    /// <summary>Takes the next frame.</summary>
    /// <param name="found">Key points of the row's picture; null where no face was found.</param>
    /// <param name="clean">Those of the clean frame.</param>
    public void Add(FaceKeyPoints? found, FaceKeyPoints? clean)
    {
        Point2d[]? now = found is { } f && clean is { } c ? Offsets(f, c) : null;
        Missed += now is null ? 1 : 0;
        if (now is not null && _before is not null && _beforeThat is not null)
        {
            double sum = 0;
            for (int i = 0; i < Points; i++)
            {
                Point2d bend = _beforeThat[i] - (_before[i] * 2) + now[i];
                sum += bend.DistanceTo(default) / 4;
            }

            _values.Add(sum / Points);
        }

        (_beforeThat, _before) = (_before, now);
    }

    private static Point2d[] Offsets(FaceKeyPoints a, FaceKeyPoints b) =>
    [
        Offset(a.RightEye, b.RightEye), Offset(a.LeftEye, b.LeftEye), Offset(a.Nose, b.Nose),
        Offset(a.RightMouthCorner, b.RightMouthCorner), Offset(a.LeftMouthCorner, b.LeftMouthCorner),
    ];

    private static Point2d Offset(Point2f a, Point2f b) => new((double)a.X - b.X, (double)a.Y - b.Y);
}
