namespace IdmLive.Pipeline.Live;

/// <summary>How much is done for a frame.</summary>
/// <param name="Size">Size in pixels that the network runs at; 0 moves the earlier result along without a call, -1 passes the frame on as it came.</param>
public readonly record struct LadderRung(int Size)
{
    /// <summary>No call: the earlier result, moved.</summary>
    public static LadderRung Warped { get; } = new(0);

    /// <summary>Nothing: the frame as it came.</summary>
    public static LadderRung Passed { get; } = new(-1);

    /// <summary>Name in reports: <c>256</c>, <c>warped</c>, <c>passed</c>.</summary>
    public string Name => Size switch
    {
        > 0 => Size.ToString(System.Globalization.CultureInfo.InvariantCulture),
        0 => "warped",
        _ => "passed",
    };

    /// <inheritdoc/>
    public override string ToString() => Name;
}
