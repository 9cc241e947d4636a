namespace IdmLive.Pipeline.Media;

/// <summary>A stream that is copied as it is: sound or subtitles.</summary>
/// <param name="Index">Index of the stream in its file.</param>
/// <param name="Kind">ffmpeg's name of the kind: <c>audio</c> or <c>subtitle</c>.</param>
/// <param name="Codec">ffmpeg's name of the codec: aac, opus, pcm_s16le, subrip, ...</param>
/// <param name="BitRate">Bits a second; 0 where the container does not say.</param>
public readonly record struct CopiedStreamInfo(int Index, string Kind, string Codec, long BitRate);

/// <summary>What a video file holds.</summary>
public sealed record MediaInfo
{
    /// <summary>The file.</summary>
    public required string Path { get; init; }

    /// <summary>ffmpeg's name of the container, several with commas between: <c>mov,mp4,m4a,3gp,3g2,mj2</c>.</summary>
    public required string Format { get; init; }

    /// <summary>Length of the file; zero where the container does not say.</summary>
    public TimeSpan Duration { get; init; }

    /// <summary>The first video stream that is not a cover picture.</summary>
    public required VideoStreamInfo Video { get; init; }

    /// <summary>Sound and subtitles, in the order of the file.</summary>
    public IReadOnlyList<CopiedStreamInfo> Copied { get; init; } = [];

    /// <summary>Further video streams, which are left out.</summary>
    public int FurtherVideoStreams { get; init; }
}
