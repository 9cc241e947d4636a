using IdmLive.Pipeline.Compositing;
using IdmLive.Pipeline.Faces;
using OpenCvSharp;

namespace IdmLive.Pipeline.Tests.Compositing;

public sealed class FaceMaskTests
{
    private static readonly FaceMask Mask = new(RadiusX: 0.46, RadiusY: 0.485, Feather: 0.35);

    [Fact]
    public void It_is_full_inside_and_nothing_outside_and_falls_without_steps()
    {
        Assert.Equal(1, Mask.At(0));
        Assert.Equal(1, Mask.At(0.64 * 0.64));
        Assert.Equal(0, Mask.At(1));
        Assert.Equal(0, Mask.At(4));
        float last = 1;
        for (double radius = 0; radius <= 1.05; radius += 0.01)
        {
            float now = Mask.At(radius * radius);
            Assert.InRange(last - now, 0, 0.06f);
            last = now;
        }
    }

    [Theory]
    [InlineData(1.0, 0)]
    [InlineData(0.21, 33)]
    [InlineData(4.3, -70)]
    public void Placed_in_an_image_it_has_the_values_of_the_crop(double scale, double degrees)
    {
        const int size = 64;
        double radians = degrees * Math.PI / 180;
        SimilarityTransform t = new(scale * Math.Cos(radians), scale * Math.Sin(radians), 7.3, -12.9);
        float[] sampled = Mask.Sampled(size);
        PlacedMask placed = Mask.Place(t with { Tx = t.Tx, Ty = t.Ty }, size);
        for (int i = 0; i < 50; i++)
        {
            // The image pixel nearest to a crop pixel: compared where its crop place is that pixel again, up to a fraction.
            Point2d p = t.Inverse.Map(new(i, 31));
            int x = (int)Math.Round(p.X), y = (int)Math.Round(p.Y);
            Point2d back = t.Map(new(x, y));
            int u = (int)Math.Round(back.X), v = (int)Math.Round(back.Y);
            if (u >= 0 && v >= 0 && u < size && v < size)
            {
                Assert.Equal(sampled[(v * size) + u], placed.At(x, y), 0.15f);
            }
        }
    }

    [Theory]
    [InlineData(0.8, 20, 150, 100)]
    [InlineData(0.3, -45, 0, 0)]
    [InlineData(2.5, 180, 260, 130)]
    [InlineData(0.05, 10, 100, 100)]
    public void Rows_and_bounds_are_exactly_the_pixels_above_nothing(double scale, double degrees, double x, double y)
    {
        const int size = 128;
        Size image = new(300, 200);
        double radians = degrees * Math.PI / 180, a = scale * Math.Cos(radians), b = scale * Math.Sin(radians);
        PlacedMask placed = Mask.Place(new(a, b, 64 - ((a * x) - (b * y)), 64 - ((b * x) + (a * y))), size);
        Rect bounds = placed.Bounds(image);
        for (int row = 0; row < image.Height; row++)
        {
            (int start, int end) = row >= bounds.Top && row < bounds.Bottom ? placed.Row(row, bounds) : (0, 0);
            for (int column = 0; column < image.Width; column++)
            {
                float value = placed.At(column, row);
                bool inside = column >= start && column < end;
                Assert.True(inside || value < 1e-4f, $"({column}, {row}) has {value} but is left out");
                Assert.True(!inside || placed.U.At(column, row) * placed.U.At(column, row) + placed.V.At(column, row) * placed.V.At(column, row) <= 1 + 1e-9);
            }
        }
    }

    [Fact]
    public void A_mask_outside_the_image_has_no_bounds() =>
        Assert.Equal(default, Mask.Place(new(1, 0, 5000, 0), 128).Bounds(new(300, 200)));
}
