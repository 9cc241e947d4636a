using System.Diagnostics;
using IdmLive.Pipeline.Capture;
using IdmLive.Pipeline.Media;
using OpenCvSharp;

namespace IdmLive.Pipeline.Tests.Capture;

public sealed class CameraLiveSourceTests
{
    private const int NoSuchCamera = 57;

    [Fact]
    public void A_camera_that_is_not_there_is_one_sentence_at_once()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && !File.Exists($"/dev/video{NoSuchCamera}"), $"needs Linux without a camera {NoSuchCamera}");
        CameraLiveSource source = new(NoSuchCamera, new(), TimeProvider.System);
        Stopwatch clock = Stopwatch.StartNew();
        MediaException e = Assert.Throws<MediaException>(() => source.Open(CancellationToken.None));
        Assert.True(clock.Elapsed < TimeSpan.FromSeconds(1), $"it took {clock.Elapsed}");
        Assert.Equal(MediaFailure.Input, e.Failure);
        Assert.StartsWith($"There is no camera {NoSuchCamera} (/dev/video{NoSuchCamera}): ", e.Message, StringComparison.Ordinal);
        Assert.True(source.CanReturn);
        Assert.Equal($"camera:{NoSuchCamera}", source.Name);
    }

    [Fact]
    public void The_sentence_names_the_cameras_that_are_there()
    {
        DirectoryInfo devices = Directory.CreateTempSubdirectory("idmlive-devices-");
        try
        {
            Assert.EndsWith("this machine has none; plug one in, or give another source.", CameraDevice.FindProblem(0, devices.FullName), StringComparison.Ordinal);
            File.WriteAllText(Path.Combine(devices.FullName, "video2"), "");
            Assert.EndsWith("there is video2; give the number of one of them.", CameraDevice.FindProblem(0, devices.FullName), StringComparison.Ordinal);
            Assert.Null(CameraDevice.FindProblem(2, devices.FullName));
        }
        finally
        {
            devices.Delete(recursive: true);
        }
    }

    [Fact]
    public void What_was_not_got_is_told_and_what_was_got_is_not()
    {
        CameraLiveSourceOptions asked = new();
        Assert.Null(CameraDevice.Difference("camera:0", asked, new(1280, 720), 29.4, "MJPG"));
        Assert.Equal(
            "camera:0 was asked for 1280x720 at 30 frames a second and gives 640x480 at 15.0 as YUYV.",
            CameraDevice.Difference("camera:0", asked, new(640, 480), 15.02, "YUYV"));
        Assert.NotNull(CameraDevice.Difference("camera:0", asked, new(1280, 720), 14.9, "MJPG"));
    }

    [Fact]
    public void What_every_way_said_is_reported_together()
    {
        MediaException e = CameraDevice.Failure(3, CameraDevice.Ways.Select(w => $"{w}: it does not open"));
        Assert.All(CameraDevice.Ways, way => Assert.Contains($"{way}: it does not open", e.Message, StringComparison.Ordinal));
    }

    [Fact]
    public void A_real_camera_gives_frames_at_the_rate_it_is_said_to_have()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && CameraDevice.FindProblem(0, "/dev") is null, "needs a camera at /dev/video0");
        using LiveInput input = new CameraLiveSource(0, new(), TimeProvider.System).Open(CancellationToken.None);
        using Mat image = new(input.Frames.FrameSize.Height, input.Frames.FrameSize.Width, MatType.CV_8UC3);
        Assert.True(input.Frames.TryRead(image, out FrameStamp first));
        FrameStamp last = first;
        while (last.Sequence < first.Sequence + 20)
        {
            Assert.True(input.Frames.TryRead(image, out last));
        }

        double rate = (last.Sequence - first.Sequence) / (last.MediaTime - first.MediaTime).TotalSeconds;
        Assert.InRange(rate, 0.7 * input.Rate, 1.3 * input.Rate);
    }
}
