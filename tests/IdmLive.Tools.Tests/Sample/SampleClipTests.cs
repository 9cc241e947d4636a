using IdmLive.Tools.Sample;
using OpenCvSharp;

namespace IdmLive.Tools.Tests.Sample;

public sealed class SampleClipTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("idmlive-sample-").FullName;

    [Fact]
    public void A_portrait_becomes_a_clip_and_its_clean_twin_frame_for_frame()
    {
        string portrait = Path.Combine(folder, "portrait.png"), output = Path.Combine(folder, "clip.mp4"), clean = Path.Combine(folder, "clean.mp4");
        using (VideoCapture sample = new(Path.Combine(Checkout.OrSkip(), "src/IdmLive.App/Demo/sample-clean.mp4")))
        {
            using Mat frame = new();
            Assert.True(sample.Read(frame));
            Cv2.ImWrite(portrait, frame);
        }

        SampleClip.Make(portrait, output, clean, new SampleOptions { FrameSize = new Size(160, 120), Seconds = 0.4 }, new WebcamOptions());
        using VideoCapture degraded = new(output), undegraded = new(clean);
        using Mat a = new(), b = new();
        int frames = 0;
        while (degraded.Read(a))
        {
            Assert.True(undegraded.Read(b));
            Assert.True(Sharpness(a) < 0.7 * Sharpness(b), $"frame {frames}: {Sharpness(a)} and {Sharpness(b)}");
            frames++;
        }

        Assert.Equal(10, frames);
        Assert.Equal(["clean.mp4", "clip.mp4", "portrait.png"], Directory.GetFiles(folder).Select(Path.GetFileName).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void A_picture_without_a_face_is_refused_and_leaves_no_file()
    {
        string wall = Path.Combine(folder, "wall.png");
        using (Mat grey = new(120, 160, MatType.CV_8UC3, Scalar.All(128)))
        {
            Cv2.ImWrite(wall, grey);
        }

        ArgumentException refusal = Assert.Throws<ArgumentException>(
            () => SampleClip.Make(wall, Path.Combine(folder, "clip.mp4"), null, new SampleOptions(), new WebcamOptions()));
        Assert.Contains("No face", refusal.Message, StringComparison.Ordinal);
        Assert.Single(Directory.GetFiles(folder));
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private static double Sharpness(Mat picture)
    {
        using Mat grey = new(), edges = new();
        Cv2.CvtColor(picture, grey, ColorConversionCodes.BGR2GRAY);
        Cv2.Laplacian(grey, edges, MatType.CV_64FC1);
        return Cv2.Norm(edges, NormTypes.L1);
    }
}
