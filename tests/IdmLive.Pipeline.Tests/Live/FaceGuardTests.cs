using IdmLive.Pipeline.Live;
using IdmLive.Pipeline.Restoring;
using IdmLive.Pipeline.Tests.Capture;
using OpenCvSharp;

namespace IdmLive.Pipeline.Tests.Live;

public sealed class FaceGuardTests : IDisposable
{
    private readonly Mat _sharp = Texture(), _blurred = new(), _noisy = new();
    private readonly ManualTime _time = new();
    private readonly FaceGuardOptions _options = new();

    public FaceGuardTests()
    {
        Cv2.GaussianBlur(_sharp, _blurred, default, 3);
        using Mat noise = new(_sharp.Size(), MatType.CV_16SC3);
        new RNG(3).Fill(noise, DistributionType.Normal, Scalar.All(0), Scalar.All(8));
        Cv2.Add(_blurred, noise, _noisy, null, MatType.CV_8U);
    }

    public void Dispose()
    {
        _sharp.Dispose();
        _blurred.Dispose();
        _noisy.Dispose();
    }

    [Fact]
    public void Noise_is_measured_in_levels_and_blur_lowers_sharpness()
    {
        using DegradationMeter meter = new();
        // Three channels with noise of their own of 8 levels make a brightness with 5.35.
        Assert.InRange(meter.Measure(_noisy).Noise, 4.6, 5.8);
        Assert.InRange(meter.Measure(_blurred).Noise, 0, .6);
        Assert.True(meter.Measure(_sharp).Sharpness > 1.5 * meter.Measure(_blurred).Sharpness);
    }

    [Fact]
    public void A_clean_face_is_left_alone_and_a_bad_one_is_not()
    {
        Assert.Equal(0, FaceGuard.Wanted(new(.5, .9), _options));
        Assert.Equal(1, FaceGuard.Wanted(new(.22, .3), _options));
        Assert.Equal(1, FaceGuard.Wanted(new(.5, 5), _options));
        Assert.InRange(FaceGuard.Wanted(new(.35, .5), _options), .3, .7);
    }

    [Fact]
    public void Strength_does_not_jump_when_the_picture_gets_better()
    {
        using FaceGuard guard = new(_options, (_, _) => 1, _time);
        Assert.Equal(1, Judge(guard, _blurred, _blurred));
        double last = 1;
        for (int i = 0; i < 90; i++)
        {
            double now = Judge(guard, _sharp, _sharp);
            Assert.InRange(last - now, -1e-9, .13);
            last = now;
        }

        Assert.InRange(last, 0, .1);
    }

    [Fact]
    public void Another_person_is_not_shown()
    {
        double cosine = .1;
        using FaceGuard guard = new(_options, (_, _) => cosine, _time);
        Assert.Equal(1, Judge(guard, _blurred, _blurred));
        Assert.True(SpinWait.SpinUntil(
            () =>
            {
                _time.Advance(TimeSpan.FromSeconds(1));
                return Judge(guard, _blurred, _blurred) == 0;
            },
            20_000));
        cosine = .8;
        Assert.True(SpinWait.SpinUntil(
            () =>
            {
                _time.Advance(TimeSpan.FromSeconds(1));
                return Judge(guard, _blurred, _blurred) == 1;
            },
            20_000));
    }

    [Fact]
    public void A_place_with_another_structure_stays_as_it_came_and_the_rest_is_taken()
    {
        using FaceGuard guard = new(_options, (_, _) => 1, _time);
        using Mat restored = _blurred.Clone();
        Cv2.Add(restored, Scalar.All(8), restored);
        Cv2.Rectangle(restored, new Rect(100, 120, 40, 40), Scalar.All(255), -1);
        Judge(guard, _blurred, restored);
        using Mat inside = new(restored, new Rect(110, 130, 20, 20)), before = new(_blurred, new Rect(110, 130, 20, 20));
        Assert.InRange(Cv2.Norm(inside, before, NormTypes.INF), 0, 12);
        using Mat outside = new(restored, new Rect(10, 10, 40, 40)), was = new(_blurred, new Rect(10, 10, 40, 40));
        Assert.InRange(Cv2.Norm(outside, was, NormTypes.L1) / outside.Total() / 3, 7.5, 8.5);
    }

    private static double Judge(FaceGuard guard, Mat crop, Mat restored) =>
        guard.Judge(new StreamFace(1, crop, restored), new StreamResult(StreamMode.Warm, .1, 0));

    private static Mat Texture()
    {
        Mat picture = new(256, 256, MatType.CV_8UC3, Scalar.All(0));
        Random random = new(4);
        for (int i = 0; i < 900; i++)
        {
            Cv2.Circle(picture, random.Next(256), random.Next(256), random.Next(2, 9), Scalar.All(random.Next(60, 190)), -1, LineTypes.AntiAlias);
        }

        // Wide even places, as skin has them.
        Cv2.Rectangle(picture, new Rect(70, 80, 40, 60), Scalar.All(120), -1);
        Cv2.Rectangle(picture, new Rect(140, 150, 48, 60), Scalar.All(140), -1);
        return picture;
    }
}
