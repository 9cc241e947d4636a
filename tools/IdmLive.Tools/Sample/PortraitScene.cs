using IdmLive.Pipeline.Faces;
using OpenCvSharp;

namespace IdmLive.Tools.Sample;

/// <summary>
/// A portrait that can be seen in another pose. The head is an ellipsoid with a nose, laid over the key points; its pixels move as its
/// surface does, shoulders follow a little, the wall behind stays, and what lies between stretches. Not thread-safe.
/// </summary>
internal sealed class PortraitScene : IDisposable
{
    // Width of the view in eye distances: a face as large as before a laptop.
    private const double ViewWidth = 9;
    private const double EyesAtHeight = 0.36;

    private readonly Mat portrait;
    private readonly Size frameSize;
    private readonly Point2d head, nose, chin, neck;
    private readonly double eyes;
    private readonly Rect2d view;
    // At each pixel of the frame's place in the portrait: weight of the head, of the shoulders, of the jaw, and depth in eye distances.
    private readonly Mat weights;
    private readonly Mat moved = new(), map, noSecondMap = new();

    /// <summary>Lays the head over the largest face of a portrait.</summary>
    /// <param name="portrait">8-bit BGR; stays the caller's and must outlive this object.</param>
    /// <param name="points">The face's key points.</param>
    /// <param name="frameSize">Size of the frames to render.</param>
    public PortraitScene(Mat portrait, FaceKeyPoints points, Size frameSize)
    {
        this.portrait = portrait;
        this.frameSize = frameSize;
        Point2d right = Double(points.RightEye), left = Double(points.LeftEye), mouth = (Double(points.RightMouthCorner) + Double(points.LeftMouthCorner)) * 0.5;
        Point2d between = (right + left) * 0.5, down = mouth - between;
        eyes = Math.Max(Math.Sqrt(Square(left - right)), Math.Sqrt(Square(down)));
        nose = Double(points.Nose);
        chin = between + (down * 1.75);
        head = between + (down * 0.1);
        neck = between + (down * 2.4);
        view = View(between);
        weights = new(frameSize, MatType.CV_32FC4);
        map = new(frameSize, MatType.CV_32FC2);
        FillWeights();
    }

    /// <summary>Renders a pose.</summary>
    /// <param name="pose">The pose.</param>
    /// <param name="frame">Allocated here when needed; 8-bit BGR.</param>
    public void Render(in HeadPose pose, Mat frame)
    {
        // The pixel at p came from s with s + motion(s) = p; two rounds of s = p - motion(s) are near enough for motions this smooth.
        FillMap(pose, weights);
        for (int round = 0; round < 2; round++)
        {
            using Mat inFrame = PortraitToFrame(map);
            Cv2.Remap(weights, moved, inFrame, noSecondMap, InterpolationFlags.Linear, BorderTypes.Replicate);
            FillMap(pose, moved);
        }

        Cv2.Remap(portrait, frame, map, noSecondMap, InterpolationFlags.Lanczos4, BorderTypes.Reflect101);
    }

    public void Dispose()
    {
        weights.Dispose();
        moved.Dispose();
        map.Dispose();
        noSecondMap.Dispose();
    }

    private Rect2d View(Point2d between)
    {
        double width = Math.Min(ViewWidth * eyes, portrait.Width), height = width * frameSize.Height / frameSize.Width;
        if (height > portrait.Height)
        {
            (width, height) = (portrait.Height * (double)frameSize.Width / frameSize.Height, portrait.Height);
        }

        return new(
            Math.Clamp(between.X - (width / 2), 0, portrait.Width - width),
            Math.Clamp(between.Y - (height * EyesAtHeight), 0, portrait.Height - height),
            width,
            height);
    }

    private void FillWeights()
    {
        for (int row = 0; row < frameSize.Height; row++)
        {
            Span<Vec4f> line = weights.AsRows<Vec4f>()[row];
            for (int column = 0; column < frameSize.Width; column++)
            {
                line[column] = WeightsAt(InPortrait(column, row));
            }
        }
    }

    private Vec4f WeightsAt(Point2d p)
    {
        Point2d fromHead = (p - head) * (1 / eyes), fromNose = (p - nose) * (1 / eyes), fromChin = (p - chin) * (1 / eyes);
        double radius = Math.Sqrt(Square(new(fromHead.X / 1.65, fromHead.Y / 2.0)));
        double inHead = 1 - SmoothStep(1, 1.8, radius);
        double shoulders = SmoothStep(0, 1.6, (p.Y - chin.Y) / eyes) * (1 - SmoothStep(3, 4.4, Math.Abs(p.X - head.X) / eyes));
        double jaw = Math.Exp(-Square(new(fromChin.X / 0.85, fromChin.Y / 0.55)));
        double depth = (1.1 * Math.Max(0, 1 - (radius * radius))) + (0.3 * Math.Exp(-Square(fromNose) / (0.3 * 0.3)));
        return new((float)inHead, (float)shoulders, (float)jaw, (float)depth);
    }

    private void FillMap(in HeadPose pose, Mat atSource)
    {
        double cos = pose.Scale * Math.Cos(pose.Roll), sin = pose.Scale * Math.Sin(pose.Roll);
        double turn = Math.Sin(pose.Yaw) * eyes, nod = Math.Sin(pose.Pitch) * eyes, open = 0.06 * pose.Jaw * eyes;
        double shiftX = pose.X * eyes, shiftY = pose.Y * eyes;
        for (int row = 0; row < frameSize.Height; row++)
        {
            Span<Vec4f> source = atSource.AsRows<Vec4f>()[row];
            Span<Vec2f> target = map.AsRows<Vec2f>()[row];
            for (int column = 0; column < frameSize.Width; column++)
            {
                Vec4f w = source[column];
                Point2d p = InPortrait(column, row);
                double x = p.X - neck.X, y = p.Y - neck.Y;
                double headX = (cos * x) - (sin * y) - x + shiftX + (w.Item3 * turn);
                double headY = (sin * x) + (cos * y) - y + shiftY + (w.Item3 * nod) + (w.Item2 * open);
                double body = (1 - w.Item0) * w.Item1 * 0.45;
                target[column] = new(
                    (float)(p.X - (w.Item0 * headX) - (body * shiftX)),
                    (float)(p.Y - (w.Item0 * headY) - (body * (shiftY + ((pose.Scale - 1) * 2 * eyes)))));
            }
        }
    }

    private Mat PortraitToFrame(Mat places)
    {
        double scale = frameSize.Width / view.Width;
        Mat inFrame = new();
        Cv2.Subtract(places, new Scalar(view.X - 0.5 + (0.5 / scale), view.Y - 0.5 + (0.5 / scale)), inFrame);
        inFrame.ConvertTo(inFrame, MatType.CV_32FC2, scale);
        return inFrame;
    }

    private Point2d InPortrait(int column, int row)
    {
        double scale = view.Width / frameSize.Width;
        return new(view.X + ((column + 0.5) * scale) - 0.5, view.Y + ((row + 0.5) * scale) - 0.5);
    }

    private static double SmoothStep(double low, double high, double value)
    {
        double part = Math.Clamp((value - low) / (high - low), 0, 1);
        return part * part * (3 - (2 * part));
    }

    private static double Square(Point2d p) => (p.X * p.X) + (p.Y * p.Y);

    private static Point2d Double(Point2f p) => new(p.X, p.Y);
}
