using IdmLive.Pipeline.Compositing;
using IdmLive.Pipeline.Faces;
using IdmLive.Pipeline.Tests.Faces;
using OpenCvSharp;
using static IdmLive.Pipeline.Tests.Compositing.PasteScene;

namespace IdmLive.Pipeline.Tests.Compositing;

/// <summary>What a paste looks like.</summary>
public sealed class FacePasterQualityTests : IDisposable
{
    private readonly FacePaster paster = new();

    public void Dispose() => paster.Dispose();

    [Theory]
    [InlineData(1.0, 0)]
    [InlineData(0.43, 12)]
    [InlineData(0.25, -30)]
    public void Detail_of_the_crop_arrives_in_the_image_at_its_sub_pixel_place(double scale, double degrees)
    {
        // A wave of 14 crop pixels: fine enough to count as detail, coarse enough to be interpolated.
        using Mat image = Grey(900, 900), before = image.Clone(), crop = Grey(CropSize, CropSize), restored = Grey(CropSize, CropSize);
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
        using Mat image = Portrait.Load(), before = image.Clone(), crop = new(CropSize, CropSize, MatType.CV_8UC3), restored = new();
        SimilarityTransform t = FaceTemplate.Align(Portrait.KeyPoints, CropSize);
        FaceWarp.ToCrop(image, t, crop);
        using Mat shift = new(CropSize, CropSize, MatType.CV_8UC3);
        Draw(shift, (u, v) => 30 + (20 * u / CropSize));
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
        using Mat image = Grey(400, 400), crop = Grey(CropSize, CropSize), restored = new(CropSize, CropSize, MatType.CV_8UC3, new Scalar(150, 120, 90));
        plain.Paste(image, crop, restored, Placed(1, 0, 200, 200), 1);
        Assert.Equal(new Vec3b(150, 120, 90), image.At<Vec3b>(200, 200));
    }

    [Fact]
    public void There_is_no_seam()
    {
        // A constant difference, taken whole, shows the mask itself: neither it nor its slope may jump.
        using FacePaster plain = new(new() { ColourScale = 0 });
        using Mat image = Grey(500, 500), crop = Grey(CropSize, CropSize), restored = new(CropSize, CropSize, MatType.CV_8UC3, Scalar.All(188));
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
        using Mat image = Grey(300, 300), before = image.Clone(), crop = Grey(CropSize, CropSize), restored = Grey(CropSize, CropSize);
        Draw(restored, (u, v) => (((int)u + (int)v) & 1) * 255);
        Rect touched = paster.Paste(image, crop, restored, Placed(5.3, 14, 150, 150), 1);
        Assert.InRange(touched.Width, 30, 60);
        Assert.InRange(Cv2.Norm(image, before, NormTypes.INF), 0, 3);
    }

    [Fact]
    public void Detail_finer_than_the_crop_survives()
    {
        // The image is noise that a crop of a third of its size cannot hold; the restoration adds a wave.
        using Mat image = Noise(800, seed: 5), before = image.Clone(), crop = new(CropSize, CropSize, MatType.CV_8UC3), restored = new();
        Cv2.AddWeighted(image, 0.3, image, 0, 90, image);
        image.CopyTo(before);
        SimilarityTransform t = Placed(0.33, 0, 400, 400);
        FaceWarp.ToCrop(image, t, crop);
        using Mat wave = new(CropSize, CropSize, MatType.CV_8UC3);
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
        using Mat image = new(400, 400, MatType.CV_16UC3, Scalar.All(30001)), crop = Grey(CropSize, CropSize), restored = Grey(CropSize, CropSize);
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
        using Mat low = new(CropSize, CropSize, MatType.CV_8UC3, Scalar.All(20)), high = new(CropSize, CropSize, MatType.CV_8UC3, Scalar.All(220));
        plain.Paste(bright, low, high, Placed(1, 0, 150, 150), 1);
        plain.Paste(dark, high, low, Placed(1, 0, 150, 150), 1);
        Assert.Equal(255, bright.At<Vec3b>(150, 150).Item2);
        Assert.Equal(0, dark.At<Vec3w>(150, 150).Item2);
        Cv2.MinMaxLoc(bright.Reshape(1), out double least, out double _);
        Assert.Equal(250, least);
    }
}
