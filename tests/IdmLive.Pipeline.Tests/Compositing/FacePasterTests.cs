using IdmLive.Pipeline.Compositing;
using IdmLive.Pipeline.Faces;
using OpenCvSharp;
using static IdmLive.Pipeline.Tests.Compositing.PasteScene;

namespace IdmLive.Pipeline.Tests.Compositing;

/// <summary>What a paste may touch, and how pastes add up.</summary>
public sealed class FacePasterTests : IDisposable
{
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
            using Mat image = Image(type), before = image.Clone(), crop = Noise(CropSize, seed: 2);
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
            using Mat image = Image(type), before = image.Clone(), crop = Noise(CropSize, seed: 2), restored = Noise(CropSize, seed: 3);
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
        using Mat crop = Noise(CropSize, seed: 2), restored = Noise(CropSize, seed: 3);
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

    [Fact]
    public void Where_faces_overlap_no_pixel_is_restored_twice()
    {
        using FacePaster plain = new(new() { ColourScale = 0 });
        using Mat crop = Grey(CropSize, CropSize), restored = new(CropSize, CropSize, MatType.CV_8UC3, Scalar.All(178));
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
        using Mat together = Image(MatType.CV_8UC3), apart = together.Clone(), crop = Noise(CropSize, seed: 2), restored = Noise(CropSize, seed: 3);
        SimilarityTransform a = Placed(1.6, 0, 120, 240), b = Placed(1.6, 20, 480, 240);
        IReadOnlyList<Rect> touched = paster.PasteAll(together, [new(crop, restored, a, 1), new(restored, crop, b, 0.7)]);
        Assert.Equal([paster.Paste(apart, crop, restored, a, 1), paster.Paste(apart, restored, crop, b, 0.7)], touched);
        Assert.Equal(0, Cv2.Norm(together, apart, NormTypes.INF));
    }

    [Fact]
    public void Crops_may_be_parts_of_a_larger_picture_and_change_size()
    {
        using Mat sheet = Noise(600, seed: 8), a = new(sheet, new Rect(10, 20, CropSize, CropSize)), b = new(sheet, new Rect(300, 50, CropSize, CropSize));
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
        using Mat crop = Noise(CropSize, seed: 2), restored = Noise(CropSize, seed: 3);
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
        using Mat image = Grey(300, 300), grey = new(300, 300, MatType.CV_8UC1), crop = Grey(CropSize, CropSize), other = Grey(128, 128), oblong = Grey(100, 200);
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
}
