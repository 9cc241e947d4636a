using System.Globalization;

namespace IdmLive.Pipeline.Media;

/// <summary>What all segments of an output video have in common.</summary>
internal sealed record SegmentEncoderOptions
{
    /// <summary>The encoder.</summary>
    public required VideoEncoder Encoder { get; init; }

    /// <summary>The input's video, whose colour, pixel shape and time base the output has.</summary>
    public required VideoStreamInfo Source { get; init; }

    /// <summary>Width of the output's frames in pixels.</summary>
    public required int Width { get; init; }

    /// <summary>Height of the output's frames in pixels.</summary>
    public required int Height { get; init; }

    /// <summary>The unit of time of the output's track.</summary>
    public TrackClock Clock => TrackClock.For(Source.TimeBase, Source.FrameRate);

    /// <summary>ffmpeg's arguments for one segment: raw BGR frames in, a fragmented file out.</summary>
    public List<string> Arguments()
    {
        List<string> arguments =
        [
            "-hide_banner", "-nostats", "-loglevel", "level+warning",
            "-f", "rawvideo", "-pixel_format", "bgr24", "-video_size", string.Create(CultureInfo.InvariantCulture, $"{Width}x{Height}"),
            "-framerate", Source.FrameRate.ToString(), "-i", "pipe:0", "-an",
        ];
        List<string> filters = [];
        bool sameSize = Width == Source.Width && Height == Source.Height;
        VideoColor color = Encoder.IsRgb ? Source.Color with { Matrix = null, Range = null }
            : Source.IsRgb || !sameSize ? Source.Color.Stated(Source.Width, Source.Height)
            : Source.Color;
        if (Encoder.IsRgb)
        {
            filters.Add($"format={Encoder.PixelFormat}");
        }
        else
        {
            filters.Add($"scale=out_color_matrix={color.ScaleMatrix(Source.Width, Source.Height)}:out_range={color.ScaleRange(Source.PixelFormat)}:flags=bicubic+accurate_rnd+full_chroma_inp");
            filters.Add($"format={Encoder.PixelFormat}");
            filters.Add(color.TagFilter());
        }

        if (Source.PixelAspect.IsPositive)
        {
            filters.Add($"setsar={Source.PixelAspect}");
        }

        arguments.AddRange(["-vf", string.Join(',', filters), .. Encoder.Arguments, .. color.TagArguments()]);

        // Fragments end at key frames and after two seconds: a player of the unfinished file, and ffmpeg's memory, see no more at once.
        arguments.AddRange(
        [
            "-fflags", "+bitexact", "-flags:v", "+bitexact", "-video_track_timescale", Clock.Timescale.ToString(CultureInfo.InvariantCulture),
            "-movflags", "+frag_keyframe+empty_moov+default_base_moof+skip_trailer", "-frag_duration", "2000000", "-f", Encoder.FragmentFormat, "pipe:1",
        ]);
        return arguments;
    }
}
