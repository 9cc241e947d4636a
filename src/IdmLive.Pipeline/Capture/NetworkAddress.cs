namespace IdmLive.Pipeline.Capture;

/// <summary>The address of a stream, and what of it may be shown.</summary>
internal sealed class NetworkAddress
{
    private static readonly string[] Schemes = ["rtsp", "rtsps", "http", "https", "rtmp", "udp", "tcp"];

    // What lies on a web server whole is sent as fast as the line takes it, and is to be played by its own time stamps.
    private static readonly string[] Recordings = [".mp4", ".m4v", ".mov", ".mkv", ".webm", ".avi", ".ts", ".m3u8"];

    private NetworkAddress(Uri uri, string text)
    {
        Text = text;
        bool secret = uri.UserInfo.Contains(':', StringComparison.Ordinal);
        Shown = secret ? text.Replace(uri.UserInfo, uri.UserInfo[..uri.UserInfo.IndexOf(':', StringComparison.Ordinal)] + ":***", StringComparison.Ordinal) : text;
        IsRtsp = uri.Scheme is "rtsp" or "rtsps";
        IsRecording = uri.Scheme is "http" or "https" && Recordings.Contains(Path.GetExtension(uri.AbsolutePath), StringComparer.OrdinalIgnoreCase);
    }

    /// <summary>As ffmpeg takes it.</summary>
    public string Text { get; }

    /// <summary>Without the password.</summary>
    public string Shown { get; }

    /// <summary>Whether RTSP is spoken.</summary>
    public bool IsRtsp { get; }

    /// <summary>Whether it is a recording and no live stream.</summary>
    public bool IsRecording { get; }

    /// <summary>Reads an address.</summary>
    /// <returns>Null where it is none, or of a kind that is not read.</returns>
    public static NetworkAddress? Parse(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out Uri? uri) && Schemes.Contains(uri.Scheme) && uri.Host.Length > 0 ? new(uri, text) : null;

    /// <summary>A message of ffmpeg, which may name the address, without the password.</summary>
    public string Conceal(string message) => message.Replace(Text, Shown, StringComparison.Ordinal);
}
