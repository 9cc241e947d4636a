using IdmLive.Pipeline.Compositing;
using IdmLive.Pipeline.Faces;
using IdmLive.Pipeline.Tests.Faces;
using OpenCvSharp;

namespace IdmLive.Pipeline.Tests.Compositing;

public sealed class FacePasterTests : IDisposable
{
    private const int Size = 256;

    private readonly FacePaster paster = new();

    public void Dispose() => paster.Dispose();

    public static TheoryData<double, double, double, double> Placements => new()
    {
        { 1.0, 0, 320, 240 },
        { 0.43, 17, 300.37, 250.8 },
        { 0.2, -8, 320, 240 },
        { 3.7, 31, 100.2, 99.9 },
        { 12, 0, 200, 200 },
        { 0.7, -100, 30, 460 },
        { 0.5, 5, 700, -20 },
    };

    [Theory]
    [MemberData(nameof(Placements))]
    public void An_unchanged_crop_changes_no_pixel(double scale, double degrees, double x, double y)
    {
        foreach (MatType type in new[] { MatType.CV_8UC3, MatType.CV_16UC3 })
        {
            using Mat image = Image(type), before = image.Clone(), crop = Noise(Size, seed: 2);
            paster.Paste(image, crop, crop, Placed(scale, degrees, x, y), 1);
            Assert.Equal(0, Cv2.Norm(image, before, NormTypes.INF));
        }
    }

    [Theory]
    [MemberData(nameof(Placements))]
    public void Nothing_outside_the_returned_rectangle_is_changed(double scale, double degrees, double x, double y)
    {
        foreach (MatType type in new[] { MatType.CV_8UC3, MatType.CV_16UC3 })
        {
            using Mat image = Image(type), before = image.Clone(), crop = Noise(Size, seed: 2), restored = Noise(Size, seed: 3);
            Rect touched = paster.Paste(image, crop, restored, Placed(scale, degrees, x, y), 1);
            if (touched.Width > 0)
            {
                Assert.True(touched.Left >= 0 && touched.Top >= 0 && touched.Right <= image.Width && touched.Bottom <= image.Height);
                using Mat a = new(image, touched), b = new(before, touched);
                Assert.True(Cv2.Norm(a, b, NormTypes.INF) > 3);
                a.CopyTo(b);
            }

            Assert.Equal(0, Cv2.Norm(image, before, NormTypes.INF));
        }
    }

    [Fact]
    public void Strength_nothing_is_bit_identical_and_half_is_half()
    {
        using Mat image = Grey(480, 640), none = image.Clone(), half = image.Clone(), whole = image.Clone();
        using Mat crop = Noise(Size, seed: 2), restored = Noise(Size, seed: 3);
        Cv2.AddWeighted(crop, 0.3, crop, 0, 90, crop);
        Cv2.AddWeighted(restored, 0.3, restored, 0, 90, restored);
        SimilarityTransform t = Placed(0.6, 10, 320, 240);
        Assert.Equal(default, paster.Paste(none, crop, restored, t, 0));
        Assert.Equal(0, Cv2.Norm(none, image, NormTypes.INF));
        paster.Paste(half, crop, restored, t, 0.5);
        paster.Paste(whole, crop, restored, t, 1);
        using Mat halfChange = Change(half, image), wholeChange = Change(whole, image), error = new();
        Cv2.AddWeighted(halfChange, 2, wholeChange, -1, 0, error);

        // Both are rounded.
        Assert.InRange(Cv2.Norm(error, NormTypes.INF), 0, 1.5);
        Assert.True(Cv2.Norm(wholeChange, NormTypes.INF) > 20);
    }

    [Theory]
    [InlineData(1.0, 0)]
    [InlineData(0.43, 12)]
    [InlineData(0.25, -30)]
    public void Detail_of_the_crop_arrives_in_the_image_at_its_sub_pixel_place(double scale, double degrees)
    {
        // A wave of 14 crop pixels: fine enough to count as detail, coarse enough to be interpolated.
        using Mat image = Grey(900, 900), before = image.Clone(), crop = Grey(Size, Size), restored = Grey(Size, Size);
        static double Wave(double u, double v) => 40 * Math.Sin((u * 0.40) + 0.7) * Math.Cos((v * 0.22) - 0.3);
        Draw(restored, (u, v) => 128 + Wave(u, v));
        SimilarityTransform t = Placed(scale, degrees, 451.3, 447.8);
        paster.Paste(image, crop, restored, t, 1);
        int compared = 0;
        for (int y = 0; y < 900; y += 3)
        {
            for (int x = 0; x < 900; x += 3)
            {
                Point2d p = t.Map(new(x, y));
                if (Math.Sqrt(Math.Pow(p.X - 127.5, 2) + Math.Pow(p.Y - 127.5, 2)) < 60)
                {
                    compared++;
                    Assert.InRange(image.At<Vec3b>(y, x).Item1 - 128 - Wave(p.X, p.Y), -3.5, 3.5);
                }
            }
        }

        Assert.True(compared > 1000);
    }

    [Fact]
    public void Colour_and_brightness_do_not_shift()
    {
        // The restorer turned the whole crop darker and bluer, with a slow gradient, and sharpened nothing.
        using Mat image = Portrait.Load(), before = image.Clone(), crop = new(Size, Size, MatType.CV_8UC3), restored = new();
        SimilarityTransform t = FaceTemplate.Align(Portrait.KeyPoints, Size);
        FaceWarp.ToCrop(image, t, crop);
        using Mat shift = new(Size, Size, MatType.CV_8UC3);
        Draw(shift, (u, v) => 30 + (20 * u / Size));
        Cv2.Max(crop, 55, crop);
        Cv2.Subtract(crop, shift, restored);
        Rect touched = paster.Paste(image, crop, restored, t, 1);
        using Mat a = new(image, touched), b = new(before, touched);
        Assert.InRange(Cv2.Norm(a, b, NormTypes.INF), 0, 3);
    }

    [Fact]
    public void With_the_colour_scale_off_colours_are_taken_over()
    {
        using FacePaster plain = new(new() { ColourScale = 0 });
        using Mat image = Grey(400, 400), crop = Grey(Size, Size), restored = new(Size, Size, MatType.CV_8UC3, new Scalar(150, 120, 90));
        plain.Paste(image, crop, restored, Placed(1, 0, 200, 200), 1);
        Assert.Equal(new Vec3b(150, 120, 90), image.At<Vec3b>(200, 200));
    }

    [Fact]
    public void There_is_no_seam()
    {
        // A constant difference, taken whole, shows the mask itself: neither it nor its slope may jump.
        using FacePaster plain = new(new() { ColourScale = 0 });
        using Mat image = Grey(500, 500), crop = Grey(Size, Size), restored = new(Size, Size, MatType.CV_8UC3, Scalar.All(188));
        plain.Paste(image, crop, restored, Placed(0.6, 21, 250, 250), 1);
        using Mat row = new();
        image.ConvertTo(row, MatType.CV_32FC3);
        using Mat right = new(row, new Rect(1, 0, 499, 500)), left = new(row, new Rect(0, 0, 499, 500));
        Assert.InRange(Cv2.Norm(left, right, NormTypes.INF), 1, 3);
        using Mat second = new();
        Cv2.Laplacian(row, second, MatType.CV_32F);
        Assert.InRange(Cv2.Norm(second, NormTypes.INF), 0, 5);
        Assert.Equal(188, image.At<Vec3b>(250, 250).Item0);
    }

    [Fact]
    public void A_face_smaller_than_the_crop_gets_no_aliases()
    {
        using Mat image = Grey(300, 300), before = image.Clone(), crop = Grey(Size, Size), restored = Grey(Size, Size);
        Draw(restored, (u, v) => (((int)u + (int)v) & 1) * 255);
        Rect touched = paster.Paste(image, crop, restored, Placed(5.3, 14, 150, 150), 1);
        Assert.InRange(touched.Width, 30, 60);
        Assert.InRange(Cv2.Norm(image, before, NormTypes.INF), 0, 3);
    }

    [Fact]
    public void Detail_finer_than_the_crop_survives()
    {
        // The image is noise that a crop of a third of its size cannot hold; the restoration adds a wave.
        using Mat image = Noise(800, seed: 5), before = image.Clone(), crop = new(Size, Size, MatType.CV_8UC3), restored = new();
        Cv2.AddWeighted(image, 0.3, image, 0, 90, image);
        image.CopyTo(before);
        SimilarityTransform t = Placed(0.33, 0, 400, 400);
        FaceWarp.ToCrop(image, t, crop);
        using Mat wave = new(Size, Size, MatType.CV_8UC3);
        Draw(wave, (u, _) => 20 + (20 * Math.Sin(u / 2.5)));
        Cv2.Add(crop, wave, restored);
        paster.Paste(image, crop, restored, t, 1);
        using Mat change = Change(image, before), fine = new(), smooth = new();
        Cv2.GaussianBlur(change, smooth, default, 1);
        Cv2.Subtract(change, smooth, fine);
        Cv2.MeanStdDev(change, out _, out Scalar all);
        Cv2.MeanStdDev(fine, out _, out Scalar rough);
        Assert.True(all.Val0 > 3);
        Assert.InRange(rough.Val0, 0, 1);
    }

    [Fact]
    public void Sixteen_bits_get_more_than_eight_bits_of_change()
    {
        using Mat image = new(400, 400, MatType.CV_16UC3, Scalar.All(30001)), crop = Grey(Size, Size), restored = Grey(Size, Size);
        Draw(restored, (u, v) => 128 + (3 * Math.Sin(u / 3.0)));
        paster.Paste(image, crop, restored, Placed(0.7, 9, 200, 200), 1);
        HashSet<ushort> values = [];
        for (int x = 100; x < 300; x++)
        {
            values.Add(image.At<Vec3w>(200, x).Item0);
        }

        Assert.True(values.Count > 60);
        Assert.InRange(values.Max(), 30001 + 300, 30001 + 1100);
        Assert.Equal(30001, image.At<Vec3w>(2, 2).Item0);
    }

    [Fact]
    public void Values_beyond_black_and_white_are_cut_off()
    {
        using FacePaster plain = new(new() { ColourScale = 0 });
        using Mat bright = new(300, 300, MatType.CV_8UC3, Scalar.All(250)), dark = new(300, 300, MatType.CV_16UC3, Scalar.All(400));
        using Mat low = new(Size, Size, MatType.CV_8UC3, Scalar.All(20)), high = new(Size, Size, MatType.CV_8UC3, Scalar.All(220));
        plain.Paste(bright, low, high, Placed(1, 0, 150, 150), 1);
        plain.Paste(dark, high, low, Placed(1, 0, 150, 150), 1);
        Assert.Equal(255, bright.At<Vec3b>(150, 150).Item2);
        Assert.Equal(0, dark.At<Vec3w>(150, 150).Item2);
        Cv2.MinMaxLoc(bright.Reshape(1), out double least, out double _);
        Assert.Equal(250, least);
    }

    [Fact]
    public void Where_faces_overlap_no_pixel_is_restored_twice()
    {
        using FacePaster plain = new(new() { ColourScale = 0 });
        using Mat crop = Grey(Size, Size), restored = new(Size, Size, MatType.CV_8UC3, Scalar.All(178));
        using Mat one = Grey(500, 500), both = Grey(500, 500), shifted = Grey(500, 500);
        SimilarityTransform t = Placed(1, 0, 220, 250), beside = Placed(1, 0, 300, 250);
        plain.Paste(one, crop, restored, t, 1);
        plain.PasteAll(both, [new(crop, restored, t, 1), new(crop, restored, t, 1)]);
        using Mat difference = new();
        Cv2.Subtract(both, one, difference);
        Cv2.MinMaxLoc(difference.Reshape(1), out _, out double most);
        Assert.InRange(most, 0, 26);
        Assert.Equal(178, both.At<Vec3b>(250, 220).Item0);

        plain.PasteAll(shifted, [new(crop, restored, t, 1), new(crop, restored, beside, 1)]);
        Cv2.MinMaxLoc(shifted.Reshape(1), out double least, out double largest);
        Assert.Equal(128, least);
        Assert.InRange(largest, 177, 179);
    }

    [Fact]
    public void Faces_apart_are_pasted_as_if_alone()
    {
        using Mat together = Image(MatType.CV_8UC3), apart = together.Clone(), crop = Noise(Size, seed: 2), restored = Noise(Size, seed: 3);
        SimilarityTransform a = Placed(1.6, 0, 120, 240), b = Placed(1.6, 20, 480, 240);
        IReadOnlyList<Rect> touched = paster.PasteAll(together, [new(crop, restored, a, 1), new(restored, crop, b, 0.7)]);
        Assert.Equal([paster.Paste(apart, crop, restored, a, 1), paster.Paste(apart, restored, crop, b, 0.7)], touched);
        Assert.Equal(0, Cv2.Norm(together, apart, NormTypes.INF));
    }

    [Fact]
    public void Crops_may_be_parts_of_a_larger_picture_and_change_size()
    {
        using Mat sheet = Noise(600, seed: 8), a = new(sheet, new Rect(10, 20, Size, Size)), b = new(sheet, new Rect(300, 50, Size, Size));
        using Mat one = Grey(400, 400), other = Grey(400, 400), c = a.Clone(), d = b.Clone(), small = new();
        Cv2.Resize(a, small, new Size(100, 100));
        using (Mat scratch = Grey(400, 400))
        {
            paster.Paste(scratch, small, small, new(0.3, 0, 0, 0), 1);
        }

        paster.Paste(one, a, b, Placed(0.9, 3, 200, 200), 1);
        paster.Paste(other, c, d, Placed(0.9, 3, 200, 200), 1);
        Assert.Equal(0, Cv2.Norm(one, other, NormTypes.INF));
    }

    [Fact]
    public void A_mask_as_large_as_the_crop_stays_on_it()
    {
        using FacePaster wide = new(new() { MaskWidth = 1, MaskHeight = 1, Feather = 0.01 });
        using Mat crop = Noise(Size, seed: 2), restored = Noise(Size, seed: 3);
        Random random = new(4);
        for (int i = 0; i < 40; i++)
        {
            using Mat image = Grey(240, 320);
            wide.Paste(image, crop, restored, Placed(Math.Pow(20, (2 * random.NextDouble()) - 1), 360 * random.NextDouble(), 320 * random.NextDouble(), 240 * random.NextDouble()), 1);
        }
    }

    [Fact]
    public void What_cannot_be_pasted_is_refused()
    {
        using Mat image = Grey(300, 300), grey = new(300, 300, MatType.CV_8UC1), crop = Grey(Size, Size), other = Grey(128, 128), oblong = Grey(100, 200);
        SimilarityTransform t = Placed(1, 0, 150, 150);
        Assert.Throws<ArgumentException>(() => paster.Paste(grey, crop, crop, t, 1));
        Assert.Throws<ArgumentException>(() => paster.Paste(image, crop, other, t, 1));
        Assert.Throws<ArgumentException>(() => paster.Paste(image, oblong, oblong, t, 1));
        Assert.Throws<ArgumentException>(() => paster.Paste(image, crop, crop, t, 1.2));
        Assert.Throws<ArgumentException>(() => paster.Paste(image, crop, crop, t, double.NaN));
        Assert.Throws<ArgumentException>(() => paster.Paste(image, crop, crop, new(0, 0, 1, 1), 1));
        Assert.Throws<ArgumentException>(() => paster.Paste(image, crop, crop, new(1, 0, double.NaN, 1), 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new FacePaster(new() { Feather = 0 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => new FacePaster(new() { MaskWidth = 1.1 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => new FacePaster(new() { ColourScale = 0.001 }));
    }

    /// <summary>The middle of the crop at a place of the image.</summary>
    private static SimilarityTransform Placed(double scale, double degrees, double x, double y)
    {
        double radians = degrees * Math.PI / 180, a = scale * Math.Cos(radians), b = scale * Math.Sin(radians);
        return new(a, b, 127.5 - ((a * x) - (b * y)), 127.5 - ((b * x) + (a * y)));
    }

    private static Mat Grey(int height, int width) => new(height, width, MatType.CV_8UC3, Scalar.All(128));

    private static Mat Noise(int size, int seed)
    {
        byte[] bytes = new byte[size * size * 3];
        new Random(seed).NextBytes(bytes);
        using Mat wrapped = Mat.FromPixelData(size, size, MatType.CV_8UC3, bytes);
        return wrapped.Clone();
    }

    private static Mat Image(MatType type)
    {
        using Mat background = Portrait.Background(640, 480, seed: 1);
        Mat image = new();
        background.ConvertTo(image, type, type == MatType.CV_16UC3 ? 251.3 : 1);
        return image;
    }

    private static Mat Change(Mat after, Mat before)
    {
        Mat change = new();
        Cv2.Subtract(after, before, change, null, MatType.CV_32F);
        return change;
    }

    private static void Draw(Mat picture, Func<double, double, double> value)
    {
        Span<Vec3b> pixels = picture.AsSpan<Vec3b>();
        int width = picture.Width;
        for (int i = 0; i < pixels.Length; i++)
        {
            byte v = (byte)Math.Clamp(Math.Round(value(i % width, i / width)), 0, 255);
            pixels[i] = new(v, v, v);
        }
    }
}
