using OpenCvSharp;

namespace IdmLive.Pipeline.Faces;

/// <summary>
/// Carries faces from one frame to the next by the motion of the picture itself: points on a grid over each face are followed (Lucas and Kanade 1981, with
/// pyramids), and the similarity that most of them agree on moves the face. It is steadier from frame to frame than any detector. Feed it one video in
/// order. Of each frame only the surroundings of faces are looked at. Not thread-safe.
/// </summary>
internal sealed class FaceMotion : IDisposable
{
    private const int Grid = 7;
    private const int FewestPoints = 10;
    private const double FaceSide = 120;
    private const double Around = 1.7;
    private const double LargestError = 14;

    private readonly Mat _from = new(), _to = new();
    private Mat _earlier = new(), _later = new();
    private bool _hasEarlier;

    /// <summary>Takes in the next frame and moves the faces of the last one onto it.</summary>
    /// <param name="image">8-bit BGR.</param>
    /// <param name="faces">Faces of the last frame; changed in place. Those that cannot be followed are taken out.</param>
    /// <param name="onLost">Told the index of each face that is taken out, before it is.</param>
    public void Follow(Mat image, List<DetectedFace> faces, Action<int>? onLost = null)
    {
        _later.Create(image.Size(), MatType.CV_8UC1);
        bool can = _hasEarlier && _earlier.Size() == _later.Size();
        for (int i = faces.Count - 1; i >= 0; i--)
        {
            if (can && TryMove(image, faces[i], out DetectedFace moved))
            {
                faces[i] = moved;
            }
            else
            {
                onLost?.Invoke(i);
                faces.RemoveAt(i);
            }
        }

        // Until it is kept there is nothing to follow from: the faces have left the earlier frame.
        _hasEarlier = false;
    }

    /// <summary>Remembers a frame for the next <see cref="Follow"/>.</summary>
    /// <param name="image">The frame that was followed last, unchanged.</param>
    /// <param name="faces">Its faces as they are to be followed on, new and corrected ones included.</param>
    public void Keep(Mat image, List<DetectedFace> faces)
    {
        (_earlier, _later) = (_later, _earlier);
        _hasEarlier = true;
        foreach (DetectedFace face in faces)
        {
            ToGrey(image, Area(face.Box, image.Size()), _earlier);
        }
    }

    /// <summary>Forgets the last frame, as at a cut.</summary>
    public void Reset() => _hasEarlier = false;

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (Mat mat in (ReadOnlySpan<Mat>)[_from, _to, _earlier, _later])
        {
            mat.Dispose();
        }
    }

    /// <summary>A face moved by a similarity.</summary>
    internal static DetectedFace Moved(in DetectedFace face, in SimilarityTransform t)
    {
        SimilarityTransform map = t;
        FaceKeyPoints p = face.KeyPoints;
        Point2d centre = map.Map(new(face.Box.X + (face.Box.Width / 2), face.Box.Y + (face.Box.Height / 2)));
        double width = face.Box.Width * map.Scale, height = face.Box.Height * map.Scale;
        return face with
        {
            Box = new((float)(centre.X - (width / 2)), (float)(centre.Y - (height / 2)), (float)width, (float)height),
            KeyPoints = new(At(p.RightEye), At(p.LeftEye), At(p.Nose), At(p.RightMouthCorner), At(p.LeftMouthCorner)),
        };

        Point2f At(Point2f q)
        {
            Point2d m = map.Map(new(q.X, q.Y));
            return new((float)m.X, (float)m.Y);
        }
    }

    private bool TryMove(Mat image, in DetectedFace face, out DetectedFace moved)
    {
        moved = default;

        // Large faces are followed at a smaller size: the precision needed is that of the crop, and the work grows with the pixels. Whole factors are
        // reduced to several times faster than others.
        int factor = Math.Max(1, (int)Math.Round(face.Box.Width / FaceSide));
        Rect area = Area(face.Box, image.Size());
        (area.Width, area.Height) = (area.Width / factor * factor, area.Height / factor * factor);
        if (area.Width < 16 || area.Height < 16)
        {
            return false;
        }

        ToGrey(image, area, _later);
        Size size = new(area.Width / factor, area.Height / factor);
        double sx = 1.0 / factor, sy = sx;
        Cut(_earlier, area, size, _from);
        Cut(_later, area, size, _to);
        Point2f[] points = Points(face.Box, area, sx, sy), found = new Point2f[points.Length];
        Cv2.CalcOpticalFlowPyrLK(
            _from, _to, points, ref found, out byte[] status, out float[] errors, new Size(15, 15), 3, new TermCriteria(CriteriaTypes.Count | CriteriaTypes.Eps, 12, .02));
        List<Point2d> from = [], to = [];
        for (int i = 0; i < points.Length; i++)
        {
            if (status[i] != 0 && errors[i] < LargestError)
            {
                from.Add(Back(points[i]));
                to.Add(Back(found[i]));
            }
        }

        if (from.Count < FewestPoints)
        {
            return false;
        }

        if (!RobustSimilarity.TryFit(from, to, .012 * face.Box.Width, out SimilarityTransform motion, out int agreeing) || agreeing < FewestPoints)
        {
            return false;
        }

        moved = Moved(face, motion);
        return motion.Scale is > .8 and < 1.25;

        Point2d Back(Point2f p) => new(area.X + ((p.X + .5) / sx) - .5, area.Y + ((p.Y + .5) / sy) - .5);
    }

    private static void ToGrey(Mat image, Rect area, Mat grey)
    {
        if (area.Width > 0 && area.Height > 0)
        {
            using Mat part = new(image, area), target = new(grey, area);
            Cv2.CvtColor(part, target, ColorConversionCodes.BGR2GRAY);
        }
    }

    private static void Cut(Mat image, Rect area, Size size, Mat target)
    {
        using Mat part = new(image, area);
        Cv2.Resize(part, target, size, 0, 0, size.Width == area.Width ? InterpolationFlags.Nearest : InterpolationFlags.Area);
    }

    private static Rect Area(Rect2f box, Size image)
    {
        double w = box.Width * Around, h = box.Height * Around, cx = box.X + (box.Width / 2), cy = box.Y + (box.Height / 2);
        int left = Math.Clamp((int)(cx - (w / 2)), 0, image.Width), top = Math.Clamp((int)(cy - (h / 2)), 0, image.Height);
        int right = Math.Clamp((int)(cx + (w / 2)), 0, image.Width), bottom = Math.Clamp((int)(cy + (h / 2)), 0, image.Height);
        return new(left, top, right - left, bottom - top);
    }

    // The upper two thirds: the jaw and the lips move by themselves.
    private static Point2f[] Points(Rect2f box, Rect area, double sx, double sy)
    {
        Point2f[] points = new Point2f[Grid * Grid];
        for (int i = 0; i < Grid; i++)
        {
            for (int j = 0; j < Grid; j++)
            {
                double x = box.X + (box.Width * (.12 + (.76 * j / (Grid - 1)))), y = box.Y + (box.Height * (.02 + (.66 * i / (Grid - 1))));
                points[(i * Grid) + j] = new((float)(((x - area.X + .5) * sx) - .5), (float)(((y - area.Y + .5) * sy) - .5));
            }
        }

        return points;
    }
}
