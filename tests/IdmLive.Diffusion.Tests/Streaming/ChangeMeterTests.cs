using IdmLive.Diffusion.Streaming;
using OpenCvSharp;

namespace IdmLive.Diffusion.Tests.Streaming;

public sealed class ChangeMeterTests : IDisposable
{
    private readonly ChangeMeter _meter = new();
    private readonly Mat _a = new(), _b = new();

    public void Dispose()
    {
        _meter.Dispose();
        _a.Dispose();
        _b.Dispose();
    }

    [Fact]
    public void Equal_crops_have_no_change() => Assert.Equal(new CropChange(0, 0), Measure(_ => { }));

    [Fact]
    public void Change_of_one_tile_is_seen_whole_and_in_the_mean_as_its_share()
    {
        // A tile is 8 x 8 at a quarter of the size: 32 x 32 of the crop.
        CropChange change = Measure(crop => Cv2.Rectangle(crop, new Rect(64, 96, 32, 32), Scalar.All(151), -1));
        Assert.Equal(51 / 255.0, change.Largest, 3);
        Assert.Equal(51 / 255.0 / 64, change.Mean, 4);
    }

    [Fact]
    public void Fine_noise_counts_for_a_fraction_of_its_strength()
    {
        CropChange change = Measure(crop =>
        {
            using Mat noise = new(crop.Size(), MatType.CV_8UC3);
            new RNG(5).Fill(noise, DistributionType.Normal, Scalar.All(20), Scalar.All(6));
            Cv2.Add(crop, noise, crop);
            Cv2.Subtract(crop, Scalar.All(20), crop);
        });
        Assert.InRange(change.Largest, .2 / 255, 2.5 / 255);
    }

    private CropChange Measure(Action<Mat> paint)
    {
        using Mat before = new(256, 256, MatType.CV_8UC3, Scalar.All(100)), after = before.Clone();
        paint(after);
        _meter.Reduce(before, _a);
        _meter.Reduce(after, _b);
        return _meter.Measure(_a, _b);
    }
}
