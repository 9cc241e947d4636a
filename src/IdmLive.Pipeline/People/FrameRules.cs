namespace IdmLive.Pipeline.People;

/// <summary>Why a frame is of no use for a personal model.</summary>
public enum FrameFault
{
    /// <summary>The face is too small in the source.</summary>
    Small,

    /// <summary>It is blurred.</summary>
    Blurred,

    /// <summary>It is noisy.</summary>
    Noisy,

    /// <summary>It is dark.</summary>
    Dark,

    /// <summary>It is too bright.</summary>
    Bright,

    /// <summary>It looks drawn and not photographed.</summary>
    Drawn,

    /// <summary>Another frame shows the same.</summary>
    Alike,
}

/// <summary>
/// What a frame must be like to be learned from. A personal model learns the fine detail of these crops, so they must have it: what is accepted here
/// as sharp is what live use would leave alone.
/// </summary>
public sealed record FrameRules
{
    /// <summary>Smallest width in source pixels of the square that a crop shows; the distance of the eyes is a quarter of it.</summary>
    public double SmallestSourceWidth { get; init; } = 160;

    /// <summary>Least sharpness. Of clean clips 2 % are below, by motion; crops degraded by eq. 11 have .22 in the median.</summary>
    public double LeastSharpness { get; init; } = .28;

    /// <summary>Most noise, in levels.</summary>
    public double MostNoise { get; init; } = 6;

    /// <summary>Least mean brightness of the face.</summary>
    public double LeastBrightness { get; init; } = 40;

    /// <summary>Most mean brightness of the face.</summary>
    public double MostBrightness { get; init; } = 225;

    /// <summary>Largest part of the face without structure: portraits have .34 at most, compressed clips .24.</summary>
    public double MostFlatness { get; init; } = .6;

    /// <summary>Mean difference of thumbnails, in levels, below which two frames are alike.</summary>
    public double LeastDifference { get; init; } = 1;

    /// <summary>What is wrong with a crop, the first thing of several; null where nothing is.</summary>
    public FrameFault? FindFault(CandidateFacts facts)
    {
        ArgumentNullException.ThrowIfNull(facts);
        return facts.SourceWidth < SmallestSourceWidth ? FrameFault.Small
            : facts.Flatness > MostFlatness ? FrameFault.Drawn
            : facts.Brightness < LeastBrightness ? FrameFault.Dark
            : facts.Brightness > MostBrightness ? FrameFault.Bright
            : facts.Noise > MostNoise ? FrameFault.Noisy
            : facts.Sharpness < LeastSharpness ? FrameFault.Blurred
            : null;
    }

    /// <summary>What is wrong, as a part of a sentence: <c>12 are blurred</c>.</summary>
    public static string ToWords(FrameFault fault, int count)
    {
        string what = fault switch
        {
            FrameFault.Small => "too small",
            FrameFault.Blurred => "blurred",
            FrameFault.Noisy => "noisy",
            FrameFault.Dark => "dark",
            FrameFault.Bright => "too bright",
            FrameFault.Drawn => "drawn, not photographed",
            FrameFault.Alike => "like others",
            _ => throw new ArgumentOutOfRangeException(nameof(fault), fault, "There is no such fault."),
        };
        return $"{count} {(count == 1 ? "is" : "are")} {what}";
    }
}
