using IdmLive.Pipeline.Faces;
using IdmLive.Pipeline.Measures;
using OpenCvSharp;

namespace IdmLive.Pipeline.Tests.Measures;

public sealed class LandmarkDistanceTests
{
    [Fact]
    public void Points_that_all_moved_by_three_and_four_pixels_are_five_apart_either_way()
    {
        FaceKeyPoints a = FaceTemplate.KeyPoints(256), b = Moved(a, 3, 4);
        Assert.Equal(5, LandmarkDistance.Between(a, b), 1e-4);
        Assert.Equal(LandmarkDistance.Between(a, b), LandmarkDistance.Between(b, a), 1e-12);
        Assert.Equal(1, LandmarkDistance.Between(a, a with { Nose = a.Nose + new Point2f(0, 5) }), 1e-4);
    }

    [Fact]
    public void A_face_has_no_distance_from_itself_and_a_moved_one_that_of_the_move()
    {
        using BlazeFaceDetector detector = new(new() { Search = new() { Tiles = FaceSearchTiles.Never } });
        LandmarkDistance distance = new(detector);
        using Mat image = Cv2.ImRead(SharedFile.FirstOrSkip("data/faces/test/interfaces"));
        using Mat crop = new(256, 256, MatType.CV_8UC3), shifted = new(256, 256, MatType.CV_8UC3);
        FaceKeyPoints points = detector.Detect(image)[0].KeyPoints;
        FaceWarp.ToCrop(image, FaceTemplate.Align(points, 256), crop);
        using Mat move = Mat.FromPixelData(2, 3, MatType.CV_64FC1, (double[])[1, 0, 8, 0, 1, 0]);
        Cv2.WarpAffine(crop, shifted, move, crop.Size(), InterpolationFlags.Linear, BorderTypes.Replicate);
        Assert.Equal(0, distance.Measure(crop, crop), 1e-9);
        Assert.Equal(8, distance.Measure(shifted, crop), 1.5);
        Assert.Equal(distance.Measure(shifted, crop), distance.Measure(crop, shifted), 1e-9);
        Assert.Equal((4, 0), (distance.Compared, distance.Missed));
    }

    [Fact]
    public void A_crop_without_a_face_gives_no_number_and_is_counted()
    {
        FixedDetector detector = new();
        LandmarkDistance distance = new(detector);
        using Mat crop = new(256, 256, MatType.CV_8UC3, Scalar.All(80));
        Assert.Equal(double.NaN, distance.Measure(crop, crop));
        Assert.Equal((0, 1), (distance.Compared, distance.Missed));
        detector.Faces = [Face(FaceTemplate.KeyPoints(256))];
        Assert.Equal(0, distance.Measure(crop, crop));
        Assert.Equal((1, 1), (distance.Compared, distance.Missed));
    }

    [Fact]
    public void Of_several_faces_the_one_at_the_template_counts()
    {
        FaceKeyPoints own = FaceTemplate.KeyPoints(256);
        FixedDetector detector = new() { Faces = [Face(Moved(own, 60, 0)), Face(own)], Later = [Face(Moved(own, 0, 2)), Face(Moved(own, 60, 0))] };
        using Mat crop = new(256, 256, MatType.CV_8UC3, Scalar.All(80));
        Assert.Equal(2, new LandmarkDistance(detector).Measure(crop, crop), 1e-4);
    }

    [Fact]
    public void Crops_that_do_not_compare_are_refused_in_a_sentence()
    {
        LandmarkDistance distance = new(new FixedDetector());
        using Mat oblong = new(40, 60, MatType.CV_8UC3, Scalar.All(0)), square = new(40, 40, MatType.CV_8UC3, Scalar.All(0));
        Assert.Contains("60x40", Assert.Throws<ArgumentException>(() => distance.Measure(oblong, oblong)).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => distance.Measure(oblong, square));
    }

    private static DetectedFace Face(FaceKeyPoints points) => new(new(0, 0, 100, 100), 0.9f, points);

    private static FaceKeyPoints Moved(FaceKeyPoints p, float x, float y)
    {
        Point2f by = new(x, y);
        return new(p.RightEye + by, p.LeftEye + by, p.Nose + by, p.RightMouthCorner + by, p.LeftMouthCorner + by);
    }

    // Finds what it is told to, and something else from the second image on where that is given.
    private sealed class FixedDetector : IFaceDetector
    {
        public IReadOnlyList<DetectedFace> Faces { get; set; } = [];

        public IReadOnlyList<DetectedFace>? Later { get; init; }

        public IReadOnlyList<DetectedFace> Detect(Mat image)
        {
            IReadOnlyList<DetectedFace> found = Faces;
            Faces = Later ?? found;
            return found;
        }

        public void Dispose()
        {
        }
    }
}
