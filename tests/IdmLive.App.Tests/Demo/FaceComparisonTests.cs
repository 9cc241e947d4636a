using IdmLive.App.Demo;
using IdmLive.Pipeline.Media;

namespace IdmLive.App.Tests.Demo;

public sealed class FaceComparisonTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("idmlive-demo-").FullName;

    [Fact]
    public void The_sample_is_worth_restoring_and_the_truth_scores_best()
    {
        string input = SampleFiles.Extract(SampleFiles.Degraded, _folder), clean = SampleFiles.Extract(SampleFiles.Clean, _folder);
        FaceComparisonFigures perfect = Compare(input, clean, clean), nothingDone = Compare(input, input, clean);

        // Every frame shows a face; the camera has taken away some of the person, and adds flicker of its own.
        Assert.Equal(perfect.Frames, perfect.FramesWithFace);
        Assert.InRange(perfect.Input.Identity, 0.4, 0.97);
        Assert.True(perfect.Input.Flicker > 1.15 * perfect.CleanFlicker, $"{perfect.Input.Flicker} and {perfect.CleanFlicker}");

        Assert.Equal(1, perfect.Restored.Identity, 1e-6);
        Assert.Equal(perfect.CleanFlicker, perfect.Restored.Flicker, 1e-9);
        Assert.Equal(nothingDone.Input, nothingDone.Restored);
        Assert.Equal(perfect.Input.Identity, nothingDone.Input.Identity, 1e-9);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static FaceComparisonFigures Compare(string input, string restored, string clean)
    {
        using ClipTrio clips = new(FfmpegInstallation.Find(), input, restored, clean);
        using FaceComparison comparison = new();
        for (int frame = 0; frame < 10 && clips.TryRead(out TimeSpan time); frame++)
        {
            comparison.Add(clips.Input, clips.Restored, clips.Clean, time);
        }

        TestContext.Current.TestOutputHelper?.WriteLine(comparison.Figures.ToString());
        return comparison.Figures;
    }
}
