namespace IdmLive.Pipeline.Media;

/// <summary>The video stream that is restored, as the container describes it.</summary>
public sealed record VideoStreamInfo
{
    /// <summary>Index of the stream in its file.</summary>
    public required int Index { get; init; }

    /// <summary>ffmpeg's name of the codec: h264, hevc, vp9, ...</summary>
    public required string Codec { get; init; }

    /// <summary>ffmpeg's name of the stored pixel format: yuv420p, yuvj420p, yuv420p10le, ...</summary>
    public required string PixelFormat { get; init; }

    /// <summary>Width of an upright frame in pixels, after the rotation that the file asks for.</summary>
    public required int Width { get; init; }

    /// <summary>Height of an upright frame in pixels, after the rotation that the file asks for.</summary>
    public required int Height { get; init; }

    /// <summary>Counter-clockwise rotation in degrees that the display matrix asks for; ffmpeg applies it when it decodes.</summary>
    public int Rotation { get; init; }

    /// <summary>Shape of an upright pixel, width to height; 0/0 where not stated.</summary>
    public Rational PixelAspect { get; init; }

    /// <summary>The unit of the time stamps in seconds.</summary>
    public required Rational TimeBase { get; init; }

    /// <summary>Frames a second: the mean the container states, or what ffmpeg guesses; 25/1 where there is no sign.</summary>
    public required Rational FrameRate { get; init; }

    /// <summary>When the stream ends, in <see cref="TimeBase"/> units; null where the container does not say.</summary>
    public long? EndPts { get; init; }

    /// <summary>Frames the container counts or, failing that, duration times rate; 0 where unknown.</summary>
    public long FrameCountEstimate { get; init; }

    /// <summary>Whether <see cref="FrameCountEstimate"/> is the container's own count.</summary>
    public bool FrameCountIsStated { get; init; }

    /// <summary>How colour is stored.</summary>
    public VideoColor Color { get; init; }

    /// <summary>Whether colour is stored as RGB and not as YUV.</summary>
    public bool IsRgb => Color.Matrix == "gbr" || PixelFormat.StartsWith("rgb", StringComparison.Ordinal) || PixelFormat.StartsWith("bgr", StringComparison.Ordinal)
        || PixelFormat.StartsWith("gbr", StringComparison.Ordinal) || PixelFormat.StartsWith("argb", StringComparison.Ordinal)
        || PixelFormat.StartsWith("abgr", StringComparison.Ordinal) || PixelFormat == "pal8";

    /// <summary>Bits of a colour channel; more than 8 are rounded to 8.</summary>
    public int BitDepth { get; init; } = 8;

    /// <summary>One frame at <see cref="FrameRate"/> in <see cref="TimeBase"/> units, at least 1.</summary>
    public long NominalFrameTicks => Math.Max(1, (long)Math.Round(1 / (FrameRate.Value * TimeBase.Value)));
}
