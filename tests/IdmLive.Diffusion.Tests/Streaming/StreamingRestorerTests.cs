using IdmLive.Diffusion.Models;
using IdmLive.Diffusion.Restoring;
using IdmLive.Diffusion.Streaming;
using IdmLive.Diffusion.Tests.Models;
using IdmLive.Pipeline.Restoring;
using OpenCvSharp;
using TorchSharp;
using static IdmLive.Diffusion.Tests.Streaming.StreamScene;
using Scalar = OpenCvSharp.Scalar;

namespace IdmLive.Diffusion.Tests.Streaming;

public sealed class StreamingRestorerTests : IDisposable
{
    private const int Size = 256;
    private readonly ModelFixture _model = new(resolution: Size), _untrained = new(untrained: true, resolution: Size);
    private readonly StreamScene _scene = new(Size);

    public void Dispose()
    {
        _scene.Dispose();
        _model.Dispose();
        _untrained.Dispose();
    }

    [Theory]
    [InlineData(256)]
    [InlineData(192)]
    [InlineData(128)]
    public void Untrained_model_changes_nothing_at_any_size_however_the_face_moves(int size)
    {
        using StreamingRestorer restorer = Create(_untrained, new() { StillSmoothing = 0, MovingSmoothing = 0, StillSteadiness = 0, MovingSteadiness = 0 });
        for (int frame = 0; frame < 6; frame++)
        {
            Mat crop = _scene.Draw(frame * 3), restored = _scene.Empty();
            StreamMode mode = Restore(restorer, size, new StreamFace(1, crop, restored))[0].Mode;
            double change = Cv2.Norm(crop, restored, NormTypes.INF);
            Assert.True(change <= 1, $"frame {frame}, {mode}: {change} levels");
        }
    }

    [Fact]
    public void Modes_follow_what_happens_in_the_crop()
    {
        using StreamingRestorer restorer = Create(_model);
        Mat still = _scene.Draw(0), moved = _scene.Draw(12), other = _scene.Keep(new(Size, Size, MatType.CV_8UC3, Scalar.All(250))), restored = _scene.Empty();
        Assert.Equal(StreamMode.Passed, Mode(still, 0));
        Assert.Equal(StreamMode.Cold, Mode(still, 256));
        Assert.Equal(StreamMode.Skip, Mode(still, 256));
        Assert.Equal(StreamMode.Warm, Mode(moved, 256));
        Assert.Equal(StreamMode.Warped, Mode(still, 0));
        Assert.Equal(StreamMode.Warm, Mode(moved, 128));
        Assert.Equal(StreamMode.Cold, Mode(other, 256));
        restorer.Reset();
        Assert.Equal(StreamMode.Cold, Mode(other, 256));

        StreamMode Mode(Mat crop, int size) => Restore(restorer, size, new StreamFace(1, crop, restored))[0].Mode;
    }

    [Fact]
    public void Each_face_of_a_frame_is_restored_as_if_alone()
    {
        using StreamingRestorer together = Create(_model), alone = Create(_model);
        Mat a = _scene.Empty(), b = _scene.Empty(), c = _scene.Empty();
        for (int frame = 0; frame < 4; frame++)
        {
            Mat first = _scene.Draw(frame * 8), second = _scene.Draw(100 + (frame * 8));
            StreamFace[] both = [new(1, first, a), new(2, second, b)];
            Restore(together, 256, frame % 2 == 0 ? both : [both[1], both[0]]);
            Restore(alone, 256, new StreamFace(1, first, c));
            Assert.InRange(Cv2.Norm(a, c, NormTypes.INF), 0, 2);
        }

        Assert.True(Cv2.Norm(a, b, NormTypes.INF) > 20);
    }

    [Fact]
    public void Noise_of_a_still_camera_is_averaged_and_what_appears_is_there_at_once()
    {
        // A network that gives back what it got: all that is seen is how the crop was steadied.
        using StreamingRestorer restorer = Create(_untrained, new() { StillSmoothing = 0, MovingSmoothing = 0, MaxSkips = 0 });
        Mat restored = _scene.Empty();
        using Mat still = _scene.Draw(0).Clone();
        double before = 0, after = 0;
        for (int frame = 0; frame < 20; frame++)
        {
            Restore(restorer, 256, new StreamFace(1, Noisy(still, frame), restored));
            before = frame == 0 ? Cv2.Norm(restored, still, NormTypes.L2) : before;
            after = Cv2.Norm(restored, still, NormTypes.L2);
        }

        Assert.True(after < .4 * before, $"{after / before:F2} of the noise remains");
        using Mat hand = new(still, new Rect(90, 90, 80, 80)), inside = new(restored, new Rect(105, 105, 50, 50));
        hand.SetTo(Scalar.All(20));
        Restore(restorer, 256, new StreamFace(1, Noisy(still, 50), restored));
        Assert.InRange(Cv2.Mean(inside).Val0, 15, 30);

        Mat Noisy(Mat picture, int seed)
        {
            Mat crop = _scene.Keep(picture.Clone());
            using Mat noise = new(crop.Size(), MatType.CV_16SC3);
            new RNG((ulong)seed + 1).Fill(noise, DistributionType.Normal, Scalar.All(0), Scalar.All(6));
            Cv2.Add(crop, noise, crop, null, MatType.CV_8U);
            return crop;
        }
    }

    [Fact]
    public void Still_face_with_fresh_noise_flickers_less_than_restored_frame_by_frame()
    {
        using StreamingRestorer stream = Create(_model), single = Create(_model);
        double streamFlicker = 0, singleFlicker = 0;
        Mat s = _scene.Empty(), f = _scene.Empty();
        Mat? lastS = null, lastF = null;
        for (int frame = 0; frame < 12; frame++)
        {
            Mat crop = _scene.Draw(0);
            using Mat noise = new(crop.Size(), MatType.CV_8UC3);
            new RNG((ulong)frame + 1).Fill(noise, DistributionType.Normal, Scalar.All(24), Scalar.All(8));
            Cv2.Add(crop, noise, crop);
            Restore(stream, 256, new StreamFace(1, crop, s));
            single.Reset();
            Restore(single, 256, new StreamFace(1, crop, f));
            if (frame > 2)
            {
                streamFlicker += Cv2.Norm(s, lastS!, NormTypes.L1);
                singleFlicker += Cv2.Norm(f, lastF!, NormTypes.L1);
            }

            (lastS, lastF) = (_scene.Keep(s.Clone()), _scene.Keep(f.Clone()));
        }

        Assert.True(streamFlicker < .7 * singleFlicker, $"{streamFlicker / singleFlicker:F2} of the flicker remains");
    }

    [Fact]
    public void Tracks_that_are_gone_are_forgotten_and_no_tensor_stays()
    {
        using StreamingRestorer restorer = Create(_model, new() { ForgetAfter = 3 });
        Mat restored = _scene.Empty();
        Run(6);
        long before = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
        Run(12);
        Assert.Equal(before, DisposeScopeManager.Statistics.ThreadTotalLiveCount);
        Assert.Equal(1, restorer.Tracks);

        void Run(int frames)
        {
            for (int i = 0; i < frames; i++)
            {
                int track = i < 3 ? 1 : 2;
                Restore(restorer, 256, new StreamFace(track, _scene.Draw(i * 9), restored));
            }
        }
    }

    [Fact]
    public void What_the_network_breaks_is_said_and_forgotten()
    {
        float[] broken = [.. _model.Parameters.Select(p => p * 1e4f)];
        string folder = Path.Join(_model.Root, "broken");
        ModelPackage.Save(folder, _model.Manifest, broken);
        using StreamingRestorer restorer = new(ModelPackage.Load(folder), new() { Arithmetic = Arithmetic.Float32 });
        RestoringException e = Assert.Throws<RestoringException>(() => Restore(restorer, 256, new StreamFace(1, _scene.Draw(0), _scene.Empty())));
        Assert.Contains("no numbers", e.Message, StringComparison.Ordinal);
        Assert.Equal(0, restorer.Tracks);
    }

    [Fact]
    public void Wrong_sizes_are_refused_in_one_sentence()
    {
        using StreamingRestorer restorer = Create(_model);
        Assert.Contains("choose 256, 192, 128", Assert.Throws<ArgumentException>(() => Restore(restorer, 100, [])).Message, StringComparison.Ordinal);
        using Mat small = new(64, 64, MatType.CV_8UC3);
        Assert.Contains("64x64", Assert.Throws<ArgumentException>(() => Restore(restorer, 256, new StreamFace(1, small, _scene.Empty()))).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => Create(_model, new() { Sizes = [512, 256] }));
    }

    private static StreamingRestorer Create(ModelFixture model, StreamingOptions? options = null) =>
        new(ModelPackage.Load(model.Folder), (options ?? new()) with { Arithmetic = Arithmetic.Float32 });
}
