using IdmLive.Pipeline.Media;

namespace IdmLive.Pipeline.Outputs.Window;

/// <summary>
/// <c>window</c>: shows the newest frame in a window of its own thread, which never slows the sink. Closing the window, q or Esc raise
/// <see cref="Closed"/>.
/// </summary>
public sealed class WindowLiveSink : IClosableLiveSink
{
    private readonly string _title;

    /// <summary>Makes a sink.</summary>
    /// <param name="title">The window's title; two windows need two titles.</param>
    public WindowLiveSink(string title = "IdmLive") => _title = title;

    /// <inheritdoc/>
    public event Action? Closed;

    /// <inheritdoc/>
    public string Name => "window";

    /// <summary>Says why no window can be shown here; null where one can.</summary>
    public static string? FindProblem() => FindProblem(OperatingSystem.IsLinux(), Environment.GetEnvironmentVariable);

    /// <summary>The same for any system and environment.</summary>
    internal static string? FindProblem(bool linux, Func<string, string?> environment) =>
        linux && string.IsNullOrEmpty(environment("DISPLAY")) && string.IsNullOrEmpty(environment("WAYLAND_DISPLAY"))
            ? "There is no display to show a window on (neither DISPLAY nor WAYLAND_DISPLAY is set); give mjpeg:8080 and look with a browser, or run it in a desktop session."
            : null;

    /// <inheritdoc/>
    public IFrameSink Open(in LiveFormat format)
    {
        if (FindProblem() is { } problem)
        {
            throw new MediaException(MediaFailure.Machine, problem);
        }

        return new WindowFrameSink(_title, format.Size, () => Closed?.Invoke());
    }
}
