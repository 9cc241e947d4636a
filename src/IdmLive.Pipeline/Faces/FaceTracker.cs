using OpenCvSharp;

namespace IdmLive.Pipeline.Faces;

/// <summary>
/// Follows the faces of a video: gives each an identity, bridges short gaps of the detector, and steadies the alignment
/// (<see cref="OneEuroFilter"/> on place, logarithm of size, and angle). Depends on nothing but the calls made to it: the same calls
/// give the same bits. Not thread-safe.
/// </summary>
public sealed class FaceTracker
{
    // Findings are paired with predictions where the sum of these is smallest: distance in face widths, logarithm of the ratio of
    // sizes, and missing overlap. Size tells faces apart that cross at different distances from the camera.
    private const double SizeWeight = 1.0;
    private const double OverlapWeight = 0.5;

    // A face moves less than this many of its widths away from its prediction, more where frames are further apart.
    private const double FarthestStep = 0.6;
    private const double FarthestStepPerSecond = 2;
    private const double LargestSizeRatio = 1.8;
    private const float OverlapOfOneFace = 0.45f;
    private const double ShortestStep = 0.004;

    private readonly FaceTrackerOptions options;
    private readonly List<FaceTrack> tracks = [];
    private int lastId;
    private TimeSpan? lastTime;

    /// <summary>Starts without faces.</summary>
    /// <param name="options">Settings; the defaults where null.</param>
    /// <exception cref="ArgumentOutOfRangeException">A setting is out of range.</exception>
    public FaceTracker(FaceTrackerOptions? options = null)
    {
        this.options = options ?? new();
        this.options.Check();
    }

    /// <summary>Takes the faces found in the next frame.</summary>
    /// <param name="faces">What the detector found, in any order; none included.</param>
    /// <param name="mediaTime">When the frame is shown. Equal times and small steps back, as broken containers have them, count as a moment later.</param>
    /// <returns>The faces to restore in this frame, by identity; those the detector missed for a moment included.</returns>
    public IReadOnlyList<TrackedFace> Update(IReadOnlyList<DetectedFace> faces, TimeSpan mediaTime)
    {
        ArgumentNullException.ThrowIfNull(faces);
        double seconds = Math.Max(ShortestStep, (mediaTime - (lastTime ?? mediaTime)).TotalSeconds);
        lastTime = mediaTime;
        List<DetectedFace> found = WithoutDuplicates(faces);
        int[] findingOf = Assign(found, seconds);
        bool[] taken = new bool[found.Count];
        for (int i = 0; i < tracks.Count; i++)
        {
            if (findingOf[i] >= 0)
            {
                taken[findingOf[i]] = true;
                tracks[i].See(found[findingOf[i]], seconds, mediaTime);
            }
            else
            {
                tracks[i].Bridge(seconds);
            }
        }

        tracks.RemoveAll(t => !t.IsSeen && mediaTime - t.LastSeen > (IsHidden(t) ? options.LongestOcclusion : options.LongestGap));
        for (int i = 0; i < found.Count; i++)
        {
            if (!taken[i])
            {
                tracks.Add(new(++lastId, found[i], mediaTime, options));
            }
        }

        return Visible(mediaTime);
    }

    /// <summary>Forgets all faces, as at a scene cut. Identities given before are not given again.</summary>
    public void Reset()
    {
        tracks.Clear();
        lastTime = null;
    }

    /// <summary>All but those behind another face: one place is not restored twice.</summary>
    private List<TrackedFace> Visible(TimeSpan mediaTime) => [.. tracks.Where(t => t.IsSeen || !IsHidden(t)).Select(t => t.At(mediaTime))];

    private bool IsHidden(FaceTrack track) => tracks.Exists(other =>
        other != track && (other.IsSeen || other.Id < track.Id) && NonMaximumSuppression.IsSame(track.Box, other.Box, OverlapOfOneFace));

    private static List<DetectedFace> WithoutDuplicates(IReadOnlyList<DetectedFace> faces)
    {
        List<DetectedFace> kept = [];
        foreach (DetectedFace face in faces.OrderByDescending(f => f.Score))
        {
            if (!kept.Exists(k => NonMaximumSuppression.Overlap(k.Box, face.Box) > OverlapOfOneFace))
            {
                kept.Add(face);
            }
        }

        return kept;
    }

    private int[] Assign(List<DetectedFace> found, double seconds)
    {
        double[,] costs = new double[tracks.Count, found.Count];
        for (int i = 0; i < tracks.Count; i++)
        {
            Rect2f predicted = tracks[i].Predict(seconds);
            for (int j = 0; j < found.Count; j++)
            {
                costs[i, j] = Cost(predicted, found[j].Box, FarthestStep + (FarthestStepPerSecond * seconds));
            }
        }

        return OptimalAssignment.Solve(costs, alone: FarthestStep + (FarthestStepPerSecond * seconds) + (SizeWeight * Math.Log(LargestSizeRatio)) + OverlapWeight);
    }

    private static double Cost(Rect2f predicted, Rect2f found, double farthest)
    {
        double a = Math.Sqrt(predicted.Width * predicted.Height), b = Math.Sqrt(found.Width * found.Height);
        double dx = predicted.X + (predicted.Width / 2) - found.X - (found.Width / 2), dy = predicted.Y + (predicted.Height / 2) - found.Y - (found.Height / 2);
        double distance = Math.Sqrt((dx * dx) + (dy * dy)) / ((a + b) / 2), ratio = Math.Abs(Math.Log(a / b));
        return distance > farthest || ratio > Math.Log(LargestSizeRatio)
            ? double.PositiveInfinity
            : distance + (SizeWeight * ratio) + (OverlapWeight * (1 - NonMaximumSuppression.Overlap(predicted, found)));
    }
}
