using IdmLive.Pipeline.Faces;
using OpenCvSharp;

namespace IdmLive.Pipeline.Tests.Faces;

public sealed class NonMaximumSuppressionTests
{
    [Fact]
    public void Boxes_of_one_face_become_one_and_other_faces_stay()
    {
        List<DetectedFace> merged = NonMaximumSuppression.Merge(
            [Face(100, 100, 80, 0.7f), Face(104, 98, 80, 0.9f), Face(400, 90, 60, 0.8f), Face(97, 103, 84, 0.6f)], 0.3f);
        Assert.Equal(2, merged.Count);
        Assert.Equal(0.9f, merged[0].Score);
        Assert.Equal(0.8f, merged[1].Score);
        Assert.Equal(Face(400, 90, 60, 0.8f).Box, merged[1].Box);
    }

    [Fact]
    public void The_merged_face_is_the_mean_weighted_by_score()
    {
        DetectedFace merged = Assert.Single(NonMaximumSuppression.Merge([Face(100, 50, 80, 0.9f), Face(110, 60, 80, 0.3f)], 0.3f));
        Assert.Equal(102.5f, merged.Box.X, 1e-3f);
        Assert.Equal(52.5f, merged.Box.Y, 1e-3f);
        Assert.Equal(102.5f + 24, merged.KeyPoints.RightEye.X, 1e-3f);
    }

    [Fact]
    public void No_boxes_give_no_faces() => Assert.Empty(NonMaximumSuppression.Merge([], 0.3f));

    [Theory]
    [InlineData(0, 0, 10, 1)]
    [InlineData(5, 0, 10, 1 / 3.0)]
    [InlineData(10, 0, 10, 0)]
    [InlineData(2, 2, 5, 0.25)]
    public void Overlap_is_intersection_over_union(float x, float y, float side, double expected) =>
        Assert.Equal(expected, NonMaximumSuppression.Overlap(new(0, 0, 10, 10), new(x, y, side, side)), 1e-6);

    [Fact]
    public void An_eye_inside_a_face_is_that_face_but_a_neighbour_is_not()
    {
        Rect2f face = new(100, 100, 200, 200);
        Assert.True(NonMaximumSuppression.IsSame(face, new(140, 150, 50, 50), 0.3f));
        Assert.False(NonMaximumSuppression.IsSame(face, new(290, 100, 200, 200), 0.3f));
    }

    private static DetectedFace Face(float x, float y, float side, float score)
    {
        Point2f P(float u, float v) => new(x + (u * side), y + (v * side));
        return new(new(x, y, side, side), score, new(P(0.3f, 0.35f), P(0.7f, 0.35f), P(0.5f, 0.6f), P(0.35f, 0.8f), P(0.65f, 0.8f)));
    }
}
