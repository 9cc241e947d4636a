using IdmLive.Pipeline.Measures;
using OpenCvSharp;

namespace IdmLive.Pipeline.Tests.Measures;

public sealed class ColourShiftTests
{
    [Fact]
    public void A_picture_has_no_shift_from_itself()
    {
        using Mat leaves = DrawnPicture.Leaves(64, 64, 1);
        Assert.Equal(new ColourShift(0, 0, 0, 0), ColourShift.Measure(leaves, leaves));
    }

    [Theory]
    [InlineData(0, 0, 255, 53.24, 80.09, 67.20)]
    [InlineData(0, 255, 0, 87.74, -86.18, 83.18)]
    [InlineData(255, 0, 0, 32.30, 79.19, -107.86)]
    [InlineData(255, 255, 255, 100, 0, 0)]
    public void The_primaries_of_srgb_have_their_known_lab_colours(int blue, int green, int red, double l, double a, double b)
    {
        using Mat black = Flat(0, 0, 0), colour = Flat(blue, green, red);
        ColourShift shift = ColourShift.Measure(colour, black);
        Assert.Equal(l, shift.Lightness, 0.1);
        Assert.Equal(a, shift.GreenRed, 0.3);
        Assert.Equal(b, shift.BlueYellow, 0.3);
        Assert.Equal(Math.Sqrt((l * l) + (a * a) + (b * b)), shift.Distance, 0.3);
        Assert.Equal(shift.Distance, shift.LowPass, 1e-3);
    }

    [Fact]
    public void Greys_differ_by_the_cube_roots_of_their_luminances()
    {
        using Mat dark = Flat(60, 60, 60), bright = Flat(180, 180, 180);
        double expected = 116 * (Math.Cbrt(Linear(180)) - Math.Cbrt(Linear(60)));
        Assert.Equal(expected, ColourShift.Measure(bright, dark).Distance, 0.05);

        static double Linear(int level) => Math.Pow(((level / 255.0) + 0.055) / 1.055, 2.4);
    }

    [Fact]
    public void It_is_symmetric_but_for_the_signs_and_grows_with_the_cast()
    {
        using Mat leaves = DrawnPicture.Leaves(96, 96, 2), warm = new(), warmer = new();
        Cv2.Add(leaves, new Scalar(0, 0, 6), warm);
        Cv2.Add(leaves, new Scalar(0, 0, 20), warmer);
        ColourShift there = ColourShift.Measure(warm, leaves), back = ColourShift.Measure(leaves, warm), more = ColourShift.Measure(warmer, leaves);
        Assert.Equal(there.Distance, back.Distance, 1e-9);
        Assert.Equal(there.GreenRed, -back.GreenRed, 1e-9);
        Assert.Equal(there.LowPass, back.LowPass, 1e-6);
        Assert.True(there.GreenRed > 0 && more.Distance > there.Distance && more.LowPass > there.LowPass);
    }

    [Fact]
    public void Lost_detail_is_no_shift_and_casts_that_cancel_show_in_the_low_pass_alone()
    {
        using Mat board = new(128, 128, MatType.CV_8UC3), flat = Flat(0, 0, 0, 128), halves = Flat(110, 110, 110, 128), other = Flat(110, 110, 110, 128);
        halves[new Rect(0, 0, 64, 128)].SetTo(Scalar.All(130));
        other[new Rect(64, 0, 64, 128)].SetTo(Scalar.All(130));
        ColourShift shift = ColourShift.Measure(halves, other);
        Assert.Equal(0, shift.Distance, 1e-3);
        Assert.InRange(shift.LowPass, 3, 9);

        // A fine grey board against the flat grey of its mean lightness.
        for (int y = 0; y < 128; y++)
        {
            for (int x = 0; x < 128; x++)
            {
                byte level = (x + y) % 2 == 0 ? (byte)100 : (byte)140;
                board.At<Vec3b>(y, x) = new(level, level, level);
            }
        }

        flat.SetTo(Scalar.All(120));
        ColourShift detail = ColourShift.Measure(board, flat);
        Assert.InRange(detail.Distance, 0, 0.5);
        Assert.InRange(detail.LowPass, 0, 0.5);
    }

    [Fact]
    public void Pictures_of_two_sizes_are_refused()
    {
        using Mat small = Flat(0, 0, 0), large = Flat(0, 0, 0, 64);
        Assert.Throws<ArgumentException>(() => ColourShift.Measure(small, large));
    }

    private static Mat Flat(int blue, int green, int red, int size = 32) => new(size, size, MatType.CV_8UC3, new Scalar(blue, green, red));
}
