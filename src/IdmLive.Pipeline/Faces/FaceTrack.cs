using OpenCvSharp;

namespace IdmLive.Pipeline.Faces;

/// <summary>One face on its way through a video: where it is, how it moves, and its steadied alignment.</summary>
internal sealed class FaceTrack
{
    private readonly int cropSize;
    private readonly OneEuroFilter centre, size, angle;
    private DetectedFace face;
    private SimilarityTransform alignment;
    private double unwrappedAngle;

    public FaceTrack(int id, in DetectedFace first, TimeSpan mediaTime, FaceTrackerOptions options)
    {
        Id = id;
        LastSeen = mediaTime;
        cropSize = options.CropSize;
        centre = new(options.RestCutoff, options.SpeedCoefficient);
        size = new(options.RestCutoff, options.SpeedCoefficient);
        angle = new(options.RestCutoff, options.SpeedCoefficient);
        Follow(first, 1);
    }

    public int Id { get; }

    /// <summary>Whether the detector found the face in the last frame.</summary>
    public bool IsSeen { get; private set; } = true;

    /// <summary>Media time at which the detector last found the face.</summary>
    public TimeSpan LastSeen { get; private set; }

    /// <summary>Where the face is, moved on from the last finding while it is not found.</summary>
    public Rect2f Box => face.Box;

    /// <summary>Where the face should be some time later.</summary>
    public Rect2f Predict(double seconds) => Moved(face.Box, seconds);

    /// <summary>Takes the face's finding of a frame.</summary>
    public void See(in DetectedFace found, double seconds, TimeSpan mediaTime)
    {
        IsSeen = true;
        LastSeen = mediaTime;
        Follow(found, seconds);
    }

    /// <summary>Goes on without a finding: size and angle stay, the place moves with its speed.</summary>
    public void Bridge(double seconds)
    {
        IsSeen = false;
        Rect2f moved = Moved(face.Box, seconds);
        Point2f shift = moved.TopLeft - face.Box.TopLeft;
        FaceKeyPoints p = face.KeyPoints;
        face = face with
        {
            Box = moved,
            KeyPoints = new(p.RightEye + shift, p.LeftEye + shift, p.Nose + shift, p.RightMouthCorner + shift, p.LeftMouthCorner + shift),
        };
        (double x, double y) = centre.Extrapolate(seconds);
        alignment = Compose(x, y, alignment.Scale, unwrappedAngle);
    }

    public TrackedFace At(TimeSpan mediaTime) => new(Id, face, alignment) { Unseen = IsSeen ? TimeSpan.Zero : mediaTime - LastSeen };

    private Rect2f Moved(Rect2f box, double seconds) =>
        box with { X = box.X + (float)(centre.SpeedX * seconds), Y = box.Y + (float)(centre.SpeedY * seconds) };

    private void Follow(in DetectedFace found, double seconds)
    {
        face = found;
        SimilarityTransform raw = FaceTemplate.Align(found.KeyPoints, cropSize);
        Point2d at = raw.Inverse.Map(Anchor);
        double rawAngle = unwrappedAngle + Math.IEEERemainder(raw.Angle - unwrappedAngle, 2 * Math.PI);

        // Size and angle are counted as what they move at the border of the crop, half a crop from its middle.
        (double x, double y) = centre.Filter(at.X, at.Y, seconds, raw.Scale / cropSize);
        (double logScale, _) = size.Filter(Math.Log(raw.Scale), 0, seconds, 0.5);
        (unwrappedAngle, _) = angle.Filter(rawAngle, 0, seconds, 0.5);
        alignment = Compose(x, y, Math.Exp(logScale), unwrappedAngle);
    }

    // The middle of the template's key points: there the fit is surest, and size and angle do not move it.
    private Point2d Anchor => new(((256.6 + 0.5) * cropSize / 512) - 0.5, ((307.3 + 0.5) * cropSize / 512) - 0.5);

    private SimilarityTransform Compose(double x, double y, double scale, double radians)
    {
        double a = scale * Math.Cos(radians), b = scale * Math.Sin(radians);
        Point2d anchor = Anchor;
        return new(a, b, anchor.X - ((a * x) - (b * y)), anchor.Y - ((b * x) + (a * y)));
    }
}
