namespace IdmLive.Pipeline.Media;

/// <summary>How the output video is encoded, as the user asks for it.</summary>
public sealed record VideoEncoding
{
    /// <summary>
    /// A codec (<c>h264</c>, <c>h265</c>, <c>av1</c>, <c>vp9</c>, <c>ffv1</c>) or the name of an encoder of this ffmpeg
    /// (<c>libx264rgb</c>, <c>h264_nvenc</c>, ...); null for H.264, in .webm files VP9.
    /// </summary>
    public string? Codec { get; init; }

    /// <summary>Constant quality, smaller is better; its range depends on the encoder. Null for the codec's default.</summary>
    public int? Crf { get; init; }
}
