using IdmLive.Pipeline.Faces;
using OpenCvSharp;

namespace IdmLive.Pipeline.Tests.Faces;

public sealed class BlazeFaceDetectorTests : IDisposable
{
    private readonly BlazeFaceDetector detector = new();

    public void Dispose() => detector.Dispose();

    [Fact]
    public void The_face_of_a_portrait_is_found_with_its_key_points()
    {
        using Mat photograph = Portrait.Load();
        DetectedFace face = Assert.Single(detector.Detect(photograph));
        AssertKeyPoints(face, new(1, 0, 0, 0));
        Assert.InRange(face.Score, 0.6f, 1);
    }

    [Theory]
    [InlineData(20)]
    [InlineData(28)]
    [InlineData(60)]
    public void A_small_face_in_a_large_picture_is_found(double width)
    {
        SimilarityTransform placement = Portrait.Placement(width, 1361.3, 402.7);
        using Mat picture = Portrait.Scene(1920, 1080, placement);
        DetectedFace face = Assert.Single(detector.Detect(picture));
        AssertKeyPoints(face, placement, tolerance: 0.2);
    }

    [Theory]
    [InlineData(900, 1920, 1080)]
    [InlineData(900, 1000, 1000)]
    [InlineData(900, 940, 900)]
    [InlineData(240, 250, 256)]
    public void A_face_that_fills_the_picture_is_found(double width, int pictureWidth, int pictureHeight)
    {
        SimilarityTransform placement = Portrait.Placement(width, pictureWidth / 2.0, pictureHeight / 2.0);
        using Mat picture = Portrait.Scene(pictureWidth, pictureHeight, placement);
        DetectedFace face = Assert.Single(detector.Detect(picture));
        AssertKeyPoints(face, placement);
    }

    [Fact]
    public void Several_faces_of_different_sizes_are_found_largest_first()
    {
        SimilarityTransform[] placements = [Portrait.Placement(220, 330, 300), Portrait.Placement(45, 1100, 120), Portrait.Placement(90, 1000, 520)];
        using Mat picture = Portrait.Background(1280, 720, seed: 3);
        foreach (SimilarityTransform placement in placements)
        {
            // Only the head: one portrait must not cover another's face.
            using Mat layer = picture.Clone(), mask = new(720, 1280, MatType.CV_8UC1, Scalar.Black);
            Portrait.Draw(layer, placement);
            Point2d middle = placement.Map(new(224.5, 116));
            Cv2.Ellipse(mask, new(new Point2f((float)middle.X, (float)middle.Y), new Size2f(190 * placement.Scale, 210 * placement.Scale), 0), Scalar.White, -1);
            layer.CopyTo(picture, mask);
        }

        IReadOnlyList<DetectedFace> faces = detector.Detect(picture);
        Assert.Equal(3, faces.Count);
        AssertKeyPoints(faces[0], placements[0]);
        AssertKeyPoints(faces[1], placements[2]);
        AssertKeyPoints(faces[2], placements[1]);
    }

    [Theory]
    [InlineData(48, 300)]
    [InlineData(600, 290)]
    [InlineData(300, 60)]
    public void A_face_at_the_border_is_found(double x, double y)
    {
        // A quarter of the box or less lies outside.
        SimilarityTransform placement = Portrait.Placement(160, x, y);
        using Mat picture = Portrait.Scene(640, 360, placement);
        DetectedFace face = Assert.Single(detector.Detect(picture));
        AssertKeyPoints(face, placement, tolerance: 0.3);
    }

    [Theory]
    [InlineData(25)]
    [InlineData(-30)]
    public void A_tilted_face_is_found_with_its_tilt(double degrees)
    {
        SimilarityTransform placement = Portrait.Placement(200, 400, 300, degrees);
        using Mat picture = Portrait.Scene(800, 600, placement);
        DetectedFace face = Assert.Single(detector.Detect(picture));
        AssertKeyPoints(face, placement);
        Point2f eyes = face.KeyPoints.LeftEye - face.KeyPoints.RightEye;
        Assert.Equal(degrees + 1.5, Math.Atan2(eyes.Y, eyes.X) * 180 / Math.PI, 4.0);
    }

    [Fact]
    public void A_grey_face_is_found()
    {
        SimilarityTransform placement = Portrait.Placement(150, 300, 200);
        using Mat picture = Portrait.Scene(640, 480, placement), grey = new();
        Cv2.CvtColor(picture, grey, ColorConversionCodes.BGR2GRAY);
        Cv2.CvtColor(grey, picture, ColorConversionCodes.GRAY2BGR);
        AssertKeyPoints(Assert.Single(detector.Detect(picture)), placement);
    }

    [Theory]
    [InlineData("plain")]
    [InlineData("noise")]
    [InlineData("soft shapes")]
    [InlineData("checkerboard")]
    [InlineData("stripes")]
    public void A_picture_without_a_face_has_none(string kind)
    {
        using Mat picture = kind == "soft shapes" ? Portrait.Background(800, 600, seed: 11) : new(600, 800, MatType.CV_8UC3, new Scalar(90, 120, 140));
        Random random = new(12);
        Span<Vec3b> pixels = picture.AsSpan<Vec3b>();
        for (int i = 0; i < pixels.Length && kind != "soft shapes" && kind != "plain"; i++)
        {
            byte v = kind switch
            {
                "noise" => (byte)random.Next(256),
                "checkerboard" => (byte)((((i % 800) / 40) + (i / 800 / 40)) % 2 * 200),
                _ => (byte)(128 + (100 * Math.Sin(i % 800 / 15.0))),
            };
            pixels[i] = new(v, v, v);
        }

        Assert.Empty(detector.Detect(picture));
    }

    [Fact]
    public void The_image_is_not_changed_and_the_answer_is_repeatable()
    {
        using Mat picture = Portrait.Load(), before = picture.Clone();
        IReadOnlyList<DetectedFace> first = detector.Detect(picture);
        Assert.Equal(first, detector.Detect(picture));
        Assert.Equal(0, Cv2.Norm(picture, before, NormTypes.INF));
    }

    [Fact]
    public void One_photograph_does_not_colour_the_next()
    {
        using Mat first = Portrait.Scene(640, 480, Portrait.Placement(120, 300, 200)), second = Portrait.Scene(640, 480, Portrait.Placement(60, 310, 205));
        IReadOnlyList<DetectedFace> alone = detector.Detect(second);
        detector.Detect(first);
        Assert.Equal(alone, detector.Detect(second));
    }

    [Fact]
    public void In_a_video_a_small_face_is_found_at_once_and_followed()
    {
        using BlazeFaceDetector video = new(new() { Search = FaceSearchOptions.Video });
        for (int i = 0; i < 12; i++)
        {
            SimilarityTransform placement = Portrait.Placement(44, 300 + (9 * i), 500 - (4 * i));
            using Mat frame = Portrait.Scene(1280, 720, placement);
            AssertKeyPoints(Assert.Single(video.Detect(frame)), placement, tolerance: 0.2);
        }
    }

    [Fact]
    public void In_a_video_a_small_face_that_comes_later_is_found_within_a_turn()
    {
        using BlazeFaceDetector video = new(new() { Search = FaceSearchOptions.Video with { ImagesPerTile = 1 } });
        using Mat empty = Portrait.Background(1280, 720, seed: 7), scene = Portrait.Scene(1280, 720, Portrait.Placement(44, 900, 400));
        Assert.Empty(video.Detect(empty));
        int tiles = FaceSearchPlan.Squares(empty.Size(), FaceSearchOptions.Video.SmallestFace, 20.0 / 256).Count;
        Assert.Contains(Enumerable.Range(0, tiles).Select(_ => video.Detect(scene).Count).ToList(), found => found == 1);
        Assert.Single(video.Detect(scene));
    }

    [Fact]
    public void What_is_no_image_or_setting_is_refused()
    {
        using Mat grey = new(100, 100, MatType.CV_8UC1), tiny = new(7, 100, MatType.CV_8UC3), deep = new(100, 100, MatType.CV_16UC3);
        Assert.Throws<ArgumentException>(() => detector.Detect(grey));
        Assert.Throws<ArgumentException>(() => detector.Detect(tiny));
        Assert.Throws<ArgumentException>(() => detector.Detect(deep));
        Assert.Throws<ArgumentOutOfRangeException>(() => new BlazeFaceDetector(new() { MinimumScore = 1 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => new BlazeFaceDetector(new() { Threads = 0 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => new BlazeFaceDetector(new() { OverlapOfOneFace = float.NaN }));
        Assert.Throws<ArgumentOutOfRangeException>(() => new BlazeFaceDetector(new() { Search = new() { SmallestFace = 2 } }));
        Assert.Throws<ArgumentOutOfRangeException>(() => new BlazeFaceDetector(new() { Search = new() { ImagesPerTile = 0 } }));
    }

    [Theory]
    [InlineData(8, 8)]
    [InlineData(3000, 9)]
    [InlineData(8, 2000)]
    public void Odd_sizes_are_searched_without_fault(int width, int height)
    {
        using Mat picture = new(height, width, MatType.CV_8UC3, Scalar.All(100));
        Assert.Empty(detector.Detect(picture));
    }

    private static void AssertKeyPoints(DetectedFace face, SimilarityTransform placement, double tolerance = 0.16)
    {
        FaceKeyPoints truth = Portrait.KeyPoints;
        double eyes = 45 * placement.Scale;
        foreach ((Point2f found, Point2f expected) in new[]
        {
            (face.KeyPoints.RightEye, truth.RightEye), (face.KeyPoints.LeftEye, truth.LeftEye), (face.KeyPoints.Nose, truth.Nose),
            (face.KeyPoints.RightMouthCorner, truth.RightMouthCorner), (face.KeyPoints.LeftMouthCorner, truth.LeftMouthCorner),
        })
        {
            Assert.InRange(placement.Map(new(expected.X, expected.Y)).DistanceTo(new(found.X, found.Y)) / eyes, 0, tolerance);
        }
    }
}
