using System.Globalization;

namespace IdmLive.Pipeline.Media;

/// <summary>
/// An encoder of this ffmpeg with the arguments that make it fast enough to share two cores with a network: x264 and x265 run at
/// preset veryfast. No encoder uses B-frames, so packets leave in the order of the frames and carry their time stamps one to one.
/// </summary>
public sealed class VideoEncoder
{
    private static readonly VideoCodec[] Codecs =
    [
        new("h264", ["h264", "avc", "x264", "libx264"], "libx264", 18, 51, ["-preset", "veryfast"], "yuv420p") { NeedsEvenSize = true },
        new("h265", ["h265", "hevc", "x265", "libx265"], "libx265", 20, 51, ["-preset", "veryfast", "-x265-params", "log-level=error:bframes=0", "-tag:v", "hvc1"], "yuv420p") { NeedsEvenSize = true },
        new("av1", ["av1", "svtav1", "libsvtav1"], "libsvtav1", 28, 63, ["-preset", "10"], "yuv420p"),
        new("av1", ["av1", "libaom-av1"], "libaom-av1", 26, 63, ["-usage", "realtime", "-cpu-used", "8", "-b:v", "0"], "yuv420p"),
        new("vp9", ["vp9", "libvpx-vp9"], "libvpx-vp9", 24, 63, ["-deadline", "realtime", "-cpu-used", "6", "-b:v", "0"], "yuv420p"),
        new("ffv1", ["ffv1"], "ffv1", null, 0, ["-level", "3", "-g", "1"], "bgr0"),
    ];

    private VideoEncoder(string name, string pixelFormat, string[] arguments)
    {
        Name = name;
        PixelFormat = pixelFormat;
        Arguments = arguments;
    }

    /// <summary>ffmpeg's name of the encoder.</summary>
    public string Name { get; }

    /// <summary>The pixel format it is fed with.</summary>
    public string PixelFormat { get; }

    /// <summary>Whether the pixels are stored as RGB, without a YUV matrix.</summary>
    internal bool IsRgb => PixelFormat is "bgr24" or "rgb24" or "bgr0" or "rgb0" or "gbrp" or "bgra" or "rgba";

    /// <summary>Output options, the encoder's name included.</summary>
    internal IReadOnlyList<string> Arguments { get; }

    /// <summary>The fragmented container that its packets are kept in while the work goes on; MP4 holds few codecs, MOV most others.</summary>
    internal string FragmentFormat =>
        Name.Contains("264", StringComparison.Ordinal) || Name.Contains("265", StringComparison.Ordinal) || Name.Contains("hevc", StringComparison.Ordinal)
        || Name.Contains("av1", StringComparison.Ordinal) || Name.Contains("vp9", StringComparison.Ordinal) || Name == "mpeg4" ? "mp4" : "mov";

    /// <summary>Finds the encoder for what the user asks for.</summary>
    /// <param name="ffmpeg">The programs of this machine.</param>
    /// <param name="encoding">What is asked for.</param>
    /// <param name="container">Where the video goes.</param>
    /// <param name="width">Width of its frames in pixels.</param>
    /// <param name="height">Height of its frames in pixels.</param>
    /// <exception cref="MediaException">There is no such encoder here, or the quality is outside its range.</exception>
    public static VideoEncoder Choose(FfmpegInstallation ffmpeg, VideoEncoding encoding, VideoContainer container, int width, int height)
    {
        string asked = encoding.Codec ?? container.DefaultCodec;
        VideoCodec[] known = [.. Codecs.Where(c => c.Answers(asked))];
        VideoCodec? codec = known.FirstOrDefault(c => ffmpeg.HasVideoEncoder(c.Encoder));
        if (codec is null && (known.Length > 0 || !ffmpeg.HasVideoEncoder(asked)))
        {
            string here = string.Join(", ", Codecs.Where(c => ffmpeg.HasVideoEncoder(c.Encoder)).Select(c => c.Name).Distinct());
            throw new MediaException(
                known.Length > 0 ? MediaFailure.Machine : MediaFailure.Input,
                $"--codec {asked} is not an encoder of this ffmpeg ({ffmpeg.Version}); it has {here}, and those that `ffmpeg -encoders` lists.");
        }

        return codec is not null ? Known(codec, encoding.Crf, width, height) : Passed(ffmpeg, asked, encoding.Crf);
    }

    private static VideoEncoder Known(VideoCodec codec, int? crf, int width, int height)
    {
        List<string> arguments = ["-c:v", codec.Encoder, .. codec.Speed, "-bf", "0"];
        if (codec.DefaultCrf is { } usual)
        {
            int quality = crf ?? usual;
            if (quality < 0 || quality > codec.LargestCrf)
            {
                throw new MediaException(MediaFailure.Input, $"--crf {quality} is outside what {codec.Encoder} takes; give 0 (best) to {codec.LargestCrf}, {usual} is usual.");
            }

            arguments.AddRange(["-crf", Number(quality)]);
        }
        else if (crf is not null)
        {
            throw new MediaException(MediaFailure.Input, $"--crf {crf} has no meaning for {codec.Encoder}, which is lossless; leave it out.");
        }

        // 4:2:0 shares one colour between two columns and two rows; H.264 and H.265 cannot leave half of such a pair out.
        bool odd = codec.NeedsEvenSize && (width % 2 != 0 || height % 2 != 0);
        return new(codec.Encoder, odd ? "yuv444p" : codec.PixelFormat, [.. arguments]);
    }

    private static VideoEncoder Passed(FfmpegInstallation ffmpeg, string encoder, int? crf)
    {
        List<string> arguments = ["-c:v", encoder, "-bf", "0"];
        if (crf is not null)
        {
            if (!ffmpeg.HasEncoderOption(encoder, "crf"))
            {
                throw new MediaException(MediaFailure.Input, $"--crf {crf} has no meaning for the encoder {encoder}; leave it out.");
            }

            arguments.AddRange(["-crf", Number(crf.Value)]);
        }

        IReadOnlyList<string> formats = ffmpeg.PixelFormats(encoder);
        string format = formats.Count == 0 || formats.Contains("yuv420p") ? "yuv420p"
            : formats.FirstOrDefault(f => f is "bgr24" or "bgr0" or "yuvj420p" or "yuv422p" or "yuv444p" or "rgb24") ?? formats[0];
        return new(encoder, format, [.. arguments]);
    }

    private static string Number(int value) => value.ToString(CultureInfo.InvariantCulture);

    private sealed record VideoCodec(
        string Name, string[] Names, string Encoder, int? DefaultCrf, int LargestCrf, string[] Speed, string PixelFormat)
    {
        public bool NeedsEvenSize { get; init; }

        public bool Answers(string asked) => Names.Contains(asked, StringComparer.OrdinalIgnoreCase);
    }
}
