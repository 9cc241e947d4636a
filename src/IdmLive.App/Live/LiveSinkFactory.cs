using IdmLive.Pipeline.Media;
using IdmLive.Pipeline.Outputs;
using IdmLive.Pipeline.Outputs.Mjpeg;
using IdmLive.Pipeline.Outputs.Pipes;
using IdmLive.Pipeline.Outputs.Window;

namespace IdmLive.App.Live;

/// <summary>Makes live sinks from what the user writes behind <c>--sink</c>.</summary>
internal static class LiveSinkFactory
{
    /// <summary>The forms of a sink, for help texts and messages.</summary>
    public const string Forms = "window, mjpeg:8080, mjpeg:ADDRESS:PORT, file:PATH, pipe:y4m, pipe:bgr24 or null";

    /// <summary>Whether a sink writes to standard output, so that nothing else may.</summary>
    public static bool TakesStandardOutput(ILiveSink sink) => sink is PipeLiveSink;

    /// <summary>Makes a sink; it is opened later.</summary>
    /// <param name="spec">What the user wrote.</param>
    /// <param name="settings">What else the user says.</param>
    /// <exception cref="UserException">It is no sink.</exception>
    /// <exception cref="MediaException">It needs ffmpeg, which is not there.</exception>
    public static ILiveSink Parse(string spec, LiveSinkSettings settings)
    {
        (string kind, string rest) = LiveSpec.Split(spec);
        return (kind, rest) switch
        {
            ("null", "") => new NullLiveSink(),
            ("window", "") => new WindowLiveSink(),
            ("mjpeg", _) => new MjpegLiveSink(MjpegAddress.Parse(rest, spec)),
            ("pipe", "" or "bgr24") => new PipeLiveSink(PipeFormat.Bgr24, settings.OpenPipe ?? StandardOutput.Open),
            ("pipe", "y4m") => new PipeLiveSink(PipeFormat.Y4m, settings.OpenPipe ?? StandardOutput.Open),
            ("pipe", _) => throw new UserException(ExitStatus.BadInput, $"'{rest}' of --sink {spec} is not a format of a pipe; give pipe:bgr24 for bare pixels or pipe:y4m for players."),
            ("file", { Length: > 0 }) => File(spec, rest, settings),
            _ => throw new UserException(ExitStatus.BadInput, $"--sink {spec} is not a sink; give {Forms}."),
        };
    }

    private static FileLiveSink File(string spec, string path, LiveSinkSettings settings)
    {
        try
        {
            return new(new() { Path = path, Encoding = settings.Encoding, Overwrite = settings.Overwrite }, FfmpegInstallation.Find());
        }
        catch (MediaException e) when (e.Failure == MediaFailure.Input)
        {
            throw new UserException(ExitStatus.BadInput, $"--sink {spec}: {e.Message}", e);
        }
    }
}
