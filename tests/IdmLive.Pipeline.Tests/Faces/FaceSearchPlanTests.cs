using IdmLive.Pipeline.Faces;
using OpenCvSharp;

namespace IdmLive.Pipeline.Tests.Faces;

public sealed class FaceSearchPlanTests
{
    private const double SmallestInput = 20.0 / 256;

    [Theory]
    [InlineData(1920, 1080, 20)]
    [InlineData(1080, 608, 40)]
    [InlineData(4000, 3000, 24)]
    [InlineData(700, 5000, 30)]
    public void Every_face_lies_wholly_in_a_square_that_shows_it_large_enough(int width, int height, double smallest)
    {
        Size image = new(width, height);
        List<SearchSquare> squares = [SearchSquare.Whole(image), .. FaceSearchPlan.Squares(image, smallest, SmallestInput)];
        Random random = new(1);
        for (int i = 0; i < 2000; i++)
        {
            double size = smallest * Math.Pow(Math.Min(width, height) / smallest, random.NextDouble());
            double x = random.NextDouble() * (width - size), y = random.NextDouble() * (height - size);
            Assert.Contains(squares, s =>
                size >= s.Side * SmallestInput * 0.999 && x >= s.X - 0.01 && y >= s.Y - 0.01 && x + size <= s.X + s.Side + 0.01 && y + size <= s.Y + s.Side + 0.01);
        }
    }

    [Fact]
    public void An_image_that_is_no_larger_than_a_tile_has_none()
    {
        SearchSquare zoomedOut = Assert.Single(FaceSearchPlan.Squares(new(256, 200), 20, SmallestInput));
        Assert.Equal(512, zoomedOut.Side);
    }

    [Fact]
    public void The_number_of_squares_stays_within_reason()
    {
        Assert.InRange(FaceSearchPlan.Squares(new(1920, 1080), 20, SmallestInput).Count, 20, 130);
        Assert.InRange(FaceSearchPlan.Squares(new(1080, 608), 40, SmallestInput).Count, 3, 12);
    }
}
