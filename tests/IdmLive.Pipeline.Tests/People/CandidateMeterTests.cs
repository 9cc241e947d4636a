using IdmLive.Pipeline.Faces;
using IdmLive.Pipeline.People;
using OpenCvSharp;

namespace IdmLive.Pipeline.Tests.People;

public sealed class CandidateMeterTests : IDisposable
{
    private const int Size = FaceCandidate.CropSize;

    private readonly CandidateMeter _meter = new();
    private readonly Mat _crop = new(Size, Size, MatType.CV_8UC3);

    public CandidateMeterTests()
    {
        using Mat picture = Cv2.ImRead(Path.Combine(AppContext.BaseDirectory, "Assets", "astronaut.png"));
        using BlazeFaceDetector detector = new();
        FaceWarp.ToCrop(picture, FaceTemplate.Align(detector.Detect(picture)[0].KeyPoints, Size), _crop);
    }

    public void Dispose()
    {
        _meter.Dispose();
        _crop.Dispose();
    }

    [Fact]
    public void A_photograph_passes_and_blur_darkness_and_noise_do_not()
    {
        FrameRules rules = new() { SmallestSourceWidth = 100 };
        Assert.Null(rules.FindFault(Measure(_crop)));
        using Mat blurred = _crop.GaussianBlur(default, 3), dark = _crop * .2, bright = new(), noisy = new();
        Assert.Equal(FrameFault.Blurred, rules.FindFault(Measure(blurred)));
        Assert.Equal(FrameFault.Dark, rules.FindFault(Measure(dark)));
        _crop.ConvertTo(bright, MatType.CV_8UC3, .1, 228);
        Assert.Equal(FrameFault.Bright, rules.FindFault(Measure(bright)));
        Random random = new(1);
        float[] drawn = [.. Enumerable.Range(0, Size * Size * 3).Select(_ => 20 * (float)(random.NextDouble() + random.NextDouble() + random.NextDouble() - 1.5) * 2)];
        using Mat noise = Mat.FromPixelData(Size, Size, MatType.CV_32FC3, drawn), sum = new();
        _crop.ConvertTo(sum, MatType.CV_32FC3);
        Cv2.Add(sum, noise, sum);
        sum.ConvertTo(noisy, MatType.CV_8UC3);
        Assert.Equal(FrameFault.Noisy, rules.FindFault(Measure(noisy)));
    }

    [Fact]
    public void A_drawing_is_told_from_a_photograph_even_after_jpeg()
    {
        using Mat drawing = new(Size, Size, MatType.CV_8UC3, new Scalar(150, 190, 230));
        Cv2.Circle(drawing, new Point(96, 120), 12, Scalar.All(255), -1);
        Cv2.Circle(drawing, new Point(159, 120), 12, Scalar.All(255), -1);
        Cv2.Circle(drawing, new Point(96, 120), 5, Scalar.All(20), -1);
        Cv2.Circle(drawing, new Point(159, 120), 5, Scalar.All(20), -1);
        Cv2.Ellipse(drawing, new Point(128, 180), new Size(28, 14), 0, 0, 180, new Scalar(30, 30, 120), -1);
        Cv2.Circle(drawing, new Point(128, 128), 100, Scalar.All(0), 2);
        Assert.Equal(FrameFault.Drawn, new FrameRules().FindFault(Measure(drawing)));
        Cv2.ImEncode(".jpg", drawing, out byte[] jpeg, new ImageEncodingParam(ImwriteFlags.JpegQuality, 90));
        using Mat compressed = Cv2.ImDecode(jpeg, ImreadModes.Color);
        Assert.Equal(FrameFault.Drawn, new FrameRules().FindFault(Measure(compressed)));
        Assert.True(Measure(_crop).Flatness < .35);
    }

    [Fact]
    public void An_open_mouth_and_a_wider_one_are_seen_against_the_same_face()
    {
        CandidateFacts before = Measure(_crop);
        using Mat open = _crop.Clone(), narrow = _crop.Clone();
        Cv2.Ellipse(open, new Point(128, 190), new Size(16, 16), 0, 0, 360, Scalar.All(15), -1);
        Assert.True(Measure(open).MouthOpening > before.MouthOpening + .1);

        // The mouth painted over with the colour of a cheek, then two mouths.
        Cv2.Rectangle(narrow, new Rect(70, 165, 116, 50), Cv2.Mean(new Mat(_crop, new Rect(85, 140, 20, 20))), -1);
        using Mat wide = narrow.Clone();
        Cv2.Ellipse(narrow, new Point(128, 186), new Size(20, 4), 0, 0, 360, Scalar.All(30), -1);
        Cv2.Ellipse(wide, new Point(128, 186), new Size(34, 4), 0, 0, 360, Scalar.All(30), -1);
        double ratio = Measure(wide).MouthWidth / Measure(narrow).MouthWidth;
        Assert.Equal(34 / 20.0, ratio, .2);
    }

    [Fact]
    public void Light_from_a_side_and_its_colour_are_seen()
    {
        CandidateFacts before = Measure(_crop);
        using Mat side = _crop.Clone(), warm = _crop.Clone();
        using (Mat half = new(side, new Rect(0, 0, Size / 2, Size)))
        {
            half.ConvertTo(half, -1, .5);
        }

        Assert.True(Measure(side).SideLight > before.SideLight + .2);
        Cv2.Multiply(warm, new Scalar(.6, .8, 1), warm);
        Assert.True(Measure(warm).Warmth > before.Warmth + .1);
    }

    [Fact]
    public void Yaw_follows_the_nose_to_the_persons_left_whatever_the_tilt()
    {
        FaceKeyPoints straight = FaceTemplate.KeyPoints(Size);
        Assert.Equal(0, CandidateMeter.Yaw(straight), .02);
        Assert.Equal(0, CandidateMeter.Pitch(straight), .02);
        FaceKeyPoints left = straight with { Nose = straight.Nose + new Point2f(20, 0) }, down = straight with { Nose = straight.Nose + new Point2f(0, 10) };
        Assert.Equal(20 / 63.0, CandidateMeter.Yaw(left), .02);
        Assert.Equal(10 / 65.6, CandidateMeter.Pitch(down), .02);
        SimilarityTransform tilt = new(1.7, .9, 40, -30);
        Point2f Turn(Point2f p) => new((float)tilt.Map(new(p.X, p.Y)).X, (float)tilt.Map(new(p.X, p.Y)).Y);
        FaceKeyPoints tilted = new(Turn(left.RightEye), Turn(left.LeftEye), Turn(left.Nose), Turn(left.RightMouthCorner), Turn(left.LeftMouthCorner));
        Assert.Equal(CandidateMeter.Yaw(left), CandidateMeter.Yaw(tilted), .001);
        Assert.Equal(CandidateMeter.Pitch(left), CandidateMeter.Pitch(tilted), .001);
    }

    [Fact]
    public void Embeddings_have_the_length_one() => Assert.Equal(1, Math.Sqrt(_meter.Embed(_crop).Sum(v => (double)v * v)), 1e-5);

    [Fact]
    public void A_crop_that_is_not_square_is_refused()
    {
        using Mat flat = new(100, 200, MatType.CV_8UC3, Scalar.All(0));
        Assert.Throws<ArgumentException>(() => Measure(flat));
    }

    private CandidateFacts Measure(Mat crop) => _meter.Measure(crop, FaceTemplate.KeyPoints(Size), 400);
}
