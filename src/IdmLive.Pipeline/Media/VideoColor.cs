namespace IdmLive.Pipeline.Media;

/// <summary>
/// How a video stores colour, in ffmpeg's words (<c>bt709</c>, <c>tv</c>, ...); null where the file does not say. Frames are
/// converted to BGR and back with the same matrix and range, and the output carries the tags of the input: what was not tagged
/// stays so.
/// </summary>
/// <param name="Matrix">YUV matrix (<c>color_space</c>).</param>
/// <param name="Range"><c>tv</c> (16 to 235) or <c>pc</c> (0 to 255).</param>
/// <param name="Primaries">Primaries.</param>
/// <param name="Transfer">Transfer characteristic.</param>
public readonly record struct VideoColor(string? Matrix, string? Range, string? Primaries, string? Transfer)
{
    private const string Unknown = "unknown";

    /// <summary>
    /// The same with the matrix and range that frames are converted with written down: for an output that is YUV where the input was
    /// RGB, or of another size than the input, so that players would assume something else.
    /// </summary>
    internal VideoColor Stated(int width, int height) => this with
    {
        Matrix = Matrix is null or "gbr" ? IsHighDefinition(width, height) ? "bt709" : "smpte170m" : Matrix,
        Range = Matrix == "gbr" ? "tv" : Range ?? "tv",
    };

    /// <summary>The matrix to convert with, as the scale filter names it; for untagged video what players assume for its size.</summary>
    internal string ScaleMatrix(int width, int height) => Matrix switch
    {
        "bt709" => "bt709",
        "bt470bg" or "smpte170m" => "bt601",
        "bt2020nc" or "bt2020c" => "bt2020",
        "fcc" => "fcc",
        "smpte240m" => "smpte240m",
        _ => IsHighDefinition(width, height) ? "bt709" : "bt601",
    };

    /// <summary>The range to convert with, as the scale filter names it.</summary>
    internal string ScaleRange(string pixelFormat) => Range ?? (pixelFormat.StartsWith("yuvj", StringComparison.Ordinal) ? "pc" : "tv");

    /// <summary>A <c>setparams</c> filter that leaves exactly these tags on the frames.</summary>
    internal string TagFilter() =>
        $"setparams=range={Range ?? Unknown}:color_primaries={Primaries ?? Unknown}:color_trc={Transfer ?? Unknown}:colorspace={Matrix ?? Unknown}";

    /// <summary>Encoder options that write exactly these tags.</summary>
    internal IEnumerable<string> TagArguments()
    {
        (string Option, string? Value)[] tags =
        [
            ("-color_range", Range), ("-colorspace", Matrix), ("-color_primaries", Primaries), ("-color_trc", Transfer),
        ];
        foreach ((string option, string? value) in tags)
        {
            if (value is not null)
            {
                yield return option;
                yield return value;
            }
        }
    }

    private static bool IsHighDefinition(int width, int height) => width >= 1280 || height > 576;
}
