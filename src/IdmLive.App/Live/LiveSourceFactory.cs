using System.Globalization;
using IdmLive.Pipeline.Capture;
using IdmLive.Pipeline.Media;

namespace IdmLive.App.Live;

/// <summary>Makes live sources from what the user writes behind <c>--source</c>.</summary>
internal static class LiveSourceFactory
{
    /// <summary>The forms of a source, for help texts and messages.</summary>
    public const string Forms = "camera:N, camera:N:1280x720@30, file:PATH, url:rtsp://..., url:http://... or synthetic[:1280x720@30]";

    /// <summary>Makes a source; it is opened later.</summary>
    /// <param name="spec">What the user wrote; the path of an existing file will do as well.</param>
    /// <param name="settings">What else the user says.</param>
    /// <exception cref="UserException">It is no source.</exception>
    /// <exception cref="MediaException">It needs ffmpeg, which is not there.</exception>
    public static ILiveSource Parse(string spec, LiveSourceSettings settings)
    {
        (string kind, string rest) = File.Exists(spec) ? ("file", spec) : LiveSpec.Split(spec);
        if (kind is "camera" or "url" && (settings.Loop || settings.Fast))
        {
            throw new UserException(ExitStatus.BadInput, $"{(settings.Loop ? "--loop" : "--fast")} is for files, and --source {spec} is none; leave it out.");
        }

        return kind switch
        {
            "camera" => Camera(spec, rest, settings),
            "file" when rest.Length > 0 => new FileLiveSource(rest, new() { Loop = settings.Loop, Fast = settings.Fast }, FfmpegInstallation.Find(), settings.Time),
            "url" when rest.Length > 0 => Network(spec, rest, settings),
            "synthetic" => new SyntheticLiveSource(rest.Length > 0 ? FrameMode.Parse(rest, spec) : FrameMode.Usual, settings.Fast, FfmpegInstallation.Find(), settings.Time),
            _ => throw new UserException(ExitStatus.BadInput, $"--source {spec} is neither a file that exists nor a source; give {Forms}."),
        };
    }

    private static CameraLiveSource Camera(string spec, string rest, LiveSourceSettings settings)
    {
        string[] parts = rest.Split(':', 2);
        if (!int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out int index) || index > 255)
        {
            throw new UserException(ExitStatus.BadInput, $"'{parts[0]}' of --source {spec} is not the number of a camera; give 0 for the first one: camera:0.");
        }

        FrameMode mode = parts.Length > 1 ? FrameMode.Parse(parts[1], spec) : FrameMode.Usual;
        return new(index, new() { Width = mode.Width, Height = mode.Height, Rate = mode.Rate }, settings.Time);
    }

    private static NetworkLiveSource Network(string spec, string url, LiveSourceSettings settings)
    {
        try
        {
            return new(url, new(), FfmpegInstallation.Find(), settings.Time);
        }
        catch (MediaException e) when (e.Failure == MediaFailure.Input)
        {
            throw new UserException(ExitStatus.BadInput, $"--source {spec}: {e.Message}", e);
        }
    }
}
