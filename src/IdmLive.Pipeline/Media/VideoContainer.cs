namespace IdmLive.Pipeline.Media;

/// <summary>A container the output can have, chosen by its file name.</summary>
public sealed class VideoContainer
{
    private static readonly VideoContainer[] All =
    [
        new(".mp4", "mp4", "h264"), new(".m4v", "mp4", "h264"), new(".mov", "mov", "h264"), new(".mkv", "matroska", "h264"), new(".webm", "webm", "vp9"),
    ];

    private VideoContainer(string extension, string muxer, string defaultCodec)
    {
        Extension = extension;
        Muxer = muxer;
        DefaultCodec = defaultCodec;
    }

    /// <summary>The ending of its files, with the dot.</summary>
    public string Extension { get; }

    /// <summary>What is encoded where no codec is asked for.</summary>
    internal string DefaultCodec { get; }

    /// <summary>ffmpeg's name of its writer.</summary>
    internal string Muxer { get; }

    /// <summary>Whether its time stamps can have any time base; the others round to milliseconds.</summary>
    internal bool KeepsTimeBase => Muxer is "mp4" or "mov";

    /// <summary>Whether a file name ends as one of the containers does.</summary>
    public static bool IsKnown(string path) => Find(path) is not null;

    /// <summary>The container of a file name.</summary>
    /// <exception cref="MediaException">The ending belongs to none.</exception>
    public static VideoContainer Of(string path) =>
        Find(path) ?? throw new MediaException(
            MediaFailure.Input, $"{path} does not end as a video that can be written does; name it .mp4, .mov, .mkv or .webm.");

    private static VideoContainer? Find(string path) =>
        All.FirstOrDefault(c => c.Extension.Equals(Path.GetExtension(path), StringComparison.OrdinalIgnoreCase));
}
