using System.Globalization;
using IdmLive.App.Demo;
using IdmLive.Pipeline.Capture;
using IdmLive.Pipeline.Media;
using OpenCvSharp;

namespace IdmLive.App.Live;

/// <summary>
/// <c>synthetic</c>: the portrait of the sample clip, forth and back without an end and without a cut, at any size and rate. It lies decoded in
/// memory (about 90 MB), so that it costs a measurement next to nothing.
/// </summary>
internal sealed class SyntheticLiveSource : ILiveSource
{
    private readonly FrameMode _mode;
    private readonly bool _fast;
    private readonly FfmpegInstallation _ffmpeg;
    private readonly TimeProvider _time;

    /// <summary>Makes a source.</summary>
    /// <param name="mode">Size and rate of its frames.</param>
    /// <param name="fast">Whether they come without waiting.</param>
    /// <param name="ffmpeg">The programs to use.</param>
    /// <param name="time">The clock it runs by.</param>
    public SyntheticLiveSource(FrameMode mode, bool fast, FfmpegInstallation ffmpeg, TimeProvider time) =>
        (_mode, _fast, _ffmpeg, _time) = (mode, fast, ffmpeg, time);

    /// <inheritdoc/>
    public string Name => string.Create(CultureInfo.InvariantCulture, $"synthetic:{_mode.Width}x{_mode.Height}@{_mode.Rate:0.######}");

    /// <inheritdoc/>
    public bool CanReturn => false;

    /// <inheritdoc/>
    public LiveInput Open(CancellationToken stop)
    {
        (Mat[] pictures, double rate) = Decode(stop);
        PacedFrameOptions options = new() { FrameTime = TimeSpan.FromSeconds(1 / _mode.Rate), Fast = _fast };
        return new(new PacedFrameSource(new SyntheticFrames(pictures, rate, _mode), options, _time, stop), _mode.Rate);
    }

    private (Mat[] Pictures, double Rate) Decode(CancellationToken stop)
    {
        string folder = Directory.CreateTempSubdirectory("idmlive-synthetic-").FullName;
        List<Mat> pictures = [];
        try
        {
            MediaInfo info = new MediaProbe(_ffmpeg).Probe(SampleFiles.Extract(SampleFiles.Clean, folder));
            using VideoFileSource clip = new(_ffmpeg, info);
            using Mat image = new(clip.FrameSize.Height, clip.FrameSize.Width, MatType.CV_8UC3);
            while (clip.TryRead(image, out _))
            {
                stop.ThrowIfCancellationRequested();
                pictures.Add(image.Clone());
            }

            return ([.. pictures], info.Video.FrameRate.Value);
        }
        catch
        {
            pictures.ForEach(picture => picture.Dispose());
            throw;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
