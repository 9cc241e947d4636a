using IdmLive.Pipeline.Faces;
using OpenCvSharp;

namespace IdmLive.Pipeline.Tests.Faces;

public sealed class FaceTemplateTests
{
    [Theory]
    [InlineData(256)]
    [InlineData(512)]
    [InlineData(192)]
    public void Key_points_on_the_template_need_no_change(int cropSize)
    {
        SimilarityTransform t = FaceTemplate.Align(FaceTemplate.KeyPoints(cropSize), cropSize);
        Assert.Equal(1, t.A, 1e-4);
        Assert.Equal(0, t.B, 4);
        Assert.Equal(0, t.Tx, 1e-2);
        Assert.Equal(0, t.Ty, 1e-2);
    }

    [Fact]
    public void The_template_has_the_published_coordinates_at_512()
    {
        FaceKeyPoints p = FaceTemplate.KeyPoints(512);
        Assert.Equal(192.98138, p.RightEye.X, 1e-3);
        Assert.Equal(240.1936, p.LeftEye.Y, 1e-3);
        Assert.Equal(314.01935, p.Nose.Y, 1e-3);
        Assert.Equal(371.41043, p.RightMouthCorner.Y, 1e-3);
        Assert.Equal(313.08905, p.LeftMouthCorner.X, 1e-3);
    }

    [Fact]
    public void A_crop_of_half_the_size_covers_the_same_part_of_the_image()
    {
        FaceKeyPoints points = Portrait.KeyPoints;
        SimilarityTransform large = FaceTemplate.Align(points, 512).Inverse, small = FaceTemplate.Align(points, 256).Inverse;
        foreach ((double x, double y) in new[] { (-0.5, -0.5), (1.0, 0.0), (0.3, 0.8) })
        {
            // Corners of the pictures coincide; x and y count from 0 to 1 across them.
            Point2d a = large.Map(new((x * 512) - 0.5, (y * 512) - 0.5)), b = small.Map(new((x * 256) - 0.5, (y * 256) - 0.5));
            Assert.Equal(a.X, b.X, 6);
            Assert.Equal(a.Y, b.Y, 6);
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(30)]
    [InlineData(-90)]
    public void A_tilted_face_comes_out_upright(double degrees)
    {
        SimilarityTransform placement = Portrait.Placement(faceWidth: 300, x: 640, y: 360, degrees);
        FaceKeyPoints p = Portrait.KeyPoints;
        SimilarityTransform t = FaceTemplate.Align(
            new(Map(p.RightEye), Map(p.LeftEye), Map(p.Nose), Map(p.RightMouthCorner), Map(p.LeftMouthCorner)), 256);
        SimilarityTransform untilted = FaceTemplate.Align(p, 256);
        Point2d eye = t.Map(placement.Map(new(p.LeftEye.X, p.LeftEye.Y))), expected = untilted.Map(new(p.LeftEye.X, p.LeftEye.Y));
        Assert.Equal(expected.X, eye.X, 1e-2);
        Assert.Equal(expected.Y, eye.Y, 1e-2);

        Point2f Map(Point2f q)
        {
            Point2d mapped = placement.Map(new(q.X, q.Y));
            return new((float)mapped.X, (float)mapped.Y);
        }
    }
}
