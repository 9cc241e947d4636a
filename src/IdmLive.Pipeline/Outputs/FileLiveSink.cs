using IdmLive.Pipeline.Media;

namespace IdmLive.Pipeline.Outputs;

/// <summary>
/// <c>file:PATH</c>: a video file of the live output, without sound, with the frames' own, possibly irregular, time stamps. While the session
/// runs it grows as a playable file beside its name (<c>NAME.partial.mp4</c>), which is all that a killed process leaves; at the session's end,
/// asked for or not, it gets its name in one move.
/// </summary>
public sealed class FileLiveSink : ILiveSink
{
    private readonly FfmpegInstallation _ffmpeg;
    private readonly FileLiveSinkOptions _options;
    private readonly VideoContainer _container;

    /// <summary>Makes a sink; whether the file can be written is found when it is opened.</summary>
    /// <param name="options">Where and how.</param>
    /// <param name="ffmpeg">The programs to use.</param>
    /// <exception cref="MediaException">The file's ending belongs to no container that can be written.</exception>
    public FileLiveSink(FileLiveSinkOptions options, FfmpegInstallation ffmpeg)
    {
        (_options, _ffmpeg) = (options, ffmpeg);
        _container = VideoContainer.Of(options.Path);
    }

    /// <inheritdoc/>
    public string Name => $"file:{_options.Path}";

    /// <inheritdoc/>
    public IFrameSink Open(in LiveFormat format)
    {
        int width = format.Size.Width, height = format.Size.Height;
        OutputPlace.Check(_options.Path, _options.Overwrite);
        VideoEncoder encoder = VideoEncoder.Choose(_ffmpeg, _options.Encoding, _container, width, height);
        PartialVideoPaths paths = new(_options.Path, encoder.FragmentFormat);
        if (File.Exists(paths.Pictures) && !_options.Overwrite)
        {
            throw new MediaException(
                MediaFailure.Output, $"An interrupted run has left {paths.Pictures}, which can be played; move it away, or give --force to replace it.");
        }

        // Frames come as BGR without a history: the encoder says what it made of them.
        VideoStreamInfo frames = new()
        {
            Index = 0,
            Codec = "rawvideo",
            PixelFormat = "bgr24",
            Width = width,
            Height = height,
            TimeBase = format.TimeBase,
            FrameRate = format.Rate,
        };
        SegmentEncoderOptions segments = new() { Encoder = encoder, Source = frames, Width = width, Height = height };
        return new LiveFileFrames(_ffmpeg, _options, paths, segments);
    }
}
