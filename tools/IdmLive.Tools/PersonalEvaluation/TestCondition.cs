using OpenCvSharp;

namespace IdmLive.Tools.PersonalEvaluation;

/// <summary>What is different about a person on the day of the call.</summary>
internal enum TestCondition
{
    /// <summary>The light of the enrolment.</summary>
    Same,

    /// <summary>A warm lamp.</summary>
    Cast,

    /// <summary>A third of the light.</summary>
    Dark,

    /// <summary>A lamp on one side.</summary>
    Side,

    /// <summary>The camera is out of focus, before everything else that is wrong.</summary>
    Blur,

    /// <summary>Glasses, drawn.</summary>
    Glasses,

    /// <summary>A cap, drawn.</summary>
    Cap,
}

/// <summary>Draws the conditions into clean aligned crops. Stateless.</summary>
internal static class TestConditions
{
    /// <summary>All, the usual one first.</summary>
    public static IReadOnlyList<TestCondition> All { get; } = Enum.GetValues<TestCondition>();

    /// <summary>The true face under a condition, and what the camera's faults begin from; they differ where the condition is itself a fault.</summary>
    /// <param name="crop">8-bit BGR, aligned to the FFHQ template; not changed.</param>
    /// <param name="condition">The condition.</param>
    /// <returns>Two pictures; the caller's.</returns>
    public static (Mat Truth, Mat Seen) Draw(Mat crop, TestCondition condition)
    {
        Mat truth = crop.Clone();
        switch (condition)
        {
            case TestCondition.Cast:
                Cv2.Multiply(truth, new Scalar(.78, .97, 1.1), truth);
                break;
            case TestCondition.Dark:
                truth.ConvertTo(truth, -1, .35, 4);
                break;
            case TestCondition.Side:
                Shade(truth);
                break;
            case TestCondition.Glasses:
                DrawGlasses(truth);
                break;
            case TestCondition.Cap:
                DrawCap(truth);
                break;
        }

        Mat seen = truth.Clone();
        if (condition == TestCondition.Blur)
        {
            Cv2.GaussianBlur(seen, seen, default, truth.Width / 256.0 * 2.5);
        }

        return (truth, seen);
    }

    private static void Shade(Mat picture)
    {
        int width = picture.Width;
        using Mat row = new(1, width, MatType.CV_32FC3), light = new(), real = new();
        for (int x = 0; x < width; x++)
        {
            float l = .45f + (.75f * x / width);
            row.Set(0, x, new Vec3f(l, l, l));
        }

        Cv2.Repeat(row, picture.Height, 1, light);
        picture.ConvertTo(real, MatType.CV_32FC3);
        Cv2.Multiply(real, light, real);
        real.ConvertTo(picture, MatType.CV_8UC3);
    }

    // The template's eyes lie at (.385, .469) and (.615, .469) of the crop.
    private static void DrawGlasses(Mat picture)
    {
        int size = picture.Width;
        int thick = Math.Max(2, size / 64);
        Size lens = new((int)(size * .085), (int)(size * .065));
        Point left = new((int)(size * .385), (int)(size * .475)), right = new((int)(size * .615), (int)(size * .475));
        Scalar frame = new(25, 22, 20);
        Cv2.Ellipse(picture, left, lens, 0, 0, 360, frame, thick, LineTypes.AntiAlias);
        Cv2.Ellipse(picture, right, lens, 0, 0, 360, frame, thick, LineTypes.AntiAlias);
        Cv2.Line(picture, left + new Point(lens.Width, -2), right - new Point(lens.Width, 2), frame, thick, LineTypes.AntiAlias);
        Cv2.Line(picture, left - new Point(lens.Width, 2), new Point((int)(size * .18), (int)(size * .45)), frame, thick, LineTypes.AntiAlias);
        Cv2.Line(picture, right + new Point(lens.Width, -2), new Point((int)(size * .82), (int)(size * .45)), frame, thick, LineTypes.AntiAlias);
    }

    private static void DrawCap(Mat picture)
    {
        int size = picture.Width;
        Scalar cloth = new(110, 60, 35), shade = new(70, 38, 22);
        Cv2.Ellipse(picture, new Point(size / 2, (int)(size * .2)), new Size((int)(size * .36), (int)(size * .3)), 0, 180, 360, cloth, -1, LineTypes.AntiAlias);
        Cv2.Ellipse(picture, new Point(size / 2, (int)(size * .24)), new Size((int)(size * .4), (int)(size * .07)), 0, 0, 360, shade, -1, LineTypes.AntiAlias);
    }
}
