using System.Globalization;
using System.Text.RegularExpressions;

namespace IdmLive.App.Live;

/// <summary>A size and a rate of frames as the user writes them: <c>1280x720@30</c>.</summary>
/// <param name="Width">Pixels.</param>
/// <param name="Height">Pixels.</param>
/// <param name="Rate">Frames a second.</param>
internal readonly partial record struct FrameMode(int Width, int Height, double Rate)
{
    private const int Largest = 8192;
    private const int Smallest = 16;
    private const double Fastest = 240;

    /// <summary>What is taken where nothing is said.</summary>
    public static FrameMode Usual { get; } = new(1280, 720, 30);

    /// <summary>Reads <c>WxH</c> or <c>WxH@FPS</c>.</summary>
    /// <param name="text">What the user wrote.</param>
    /// <param name="source">The source it stands in, for the message.</param>
    /// <exception cref="UserException">It is neither, or out of range.</exception>
    public static FrameMode Parse(string text, string source)
    {
        Match match = Pattern().Match(text);
        if (match.Success
            && int.TryParse(match.Groups[1].ValueSpan, CultureInfo.InvariantCulture, out int width) && int.TryParse(match.Groups[2].ValueSpan, CultureInfo.InvariantCulture, out int height)
            && width is >= Smallest and <= Largest && height is >= Smallest and <= Largest)
        {
            double rate = match.Groups[3].Success ? double.Parse(match.Groups[3].ValueSpan, CultureInfo.InvariantCulture) : Usual.Rate;
            if (rate is >= 1 and <= Fastest)
            {
                return new(width, height, rate);
            }
        }

        throw new UserException(
            ExitStatus.BadInput,
            $"'{text}' of --source {source} is not a size and rate; write it as 1280x720@30, with sides of {Smallest} to {Largest} pixels and 1 to {Fastest} frames a second.");
    }

    [GeneratedRegex(@"^(\d{1,6})x(\d{1,6})(?:@(\d{1,4}(?:\.\d{1,6})?))?$")]
    private static partial Regex Pattern();
}
