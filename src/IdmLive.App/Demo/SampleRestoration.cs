using IdmLive.Diffusion.Models;
using IdmLive.Diffusion.Restoring;
using IdmLive.Pipeline.Capture;
using IdmLive.Pipeline.Compositing;
using IdmLive.Pipeline.Faces;
using IdmLive.Pipeline.Media;
using IdmLive.Pipeline.Outputs;
using IdmLive.Pipeline.Session;

namespace IdmLive.App.Demo;

/// <summary>Restores the sample clip.</summary>
internal static class SampleRestoration
{
    /// <summary>Restores a clip.</summary>
    /// <param name="ffmpeg">The programs to use.</param>
    /// <param name="input">The clip.</param>
    /// <param name="output">Where the restored clip goes; replaced.</param>
    /// <param name="options">Model, steps, number of frames.</param>
    /// <param name="stop">Asks to stop.</param>
    /// <exception cref="ModelException">There is no such model, or it is damaged.</exception>
    /// <exception cref="MediaException">A clip cannot be read or written.</exception>
    public static RestoringReport Run(FfmpegInstallation ffmpeg, string input, string output, DemoOptions options, CancellationToken stop)
    {
        MediaInfo info = new MediaProbe(ffmpeg).Probe(input);
        using DiffusionRestorer restorer = new(ModelStore.Default().Load(options.Model), new RestorerOptions { Steps = options.Steps });
        using VideoFileSource source = new(ffmpeg, info, new VideoFileSourceOptions { FrameLimit = options.FrameLimit });
        using FaceExtractor extractor = new(
            new BlazeFaceDetector(), new FaceTracker(new FaceTrackerOptions { CropSize = restorer.CropSize }), new FacePaster());
        using VideoFileSink sink = VideoOutputPlan.Make(
            ffmpeg, info, new VideoOutputOptions { Path = output, Width = info.Video.Width, Height = info.Video.Height, Overwrite = true }).Open();
        return new RestoringSession(source, extractor, restorer, sink, new RestoringSessionOptions()).Run(stop);
    }
}
