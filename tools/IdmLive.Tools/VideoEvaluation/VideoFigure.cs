namespace IdmLive.Tools.VideoEvaluation;

/// <summary>A figure of a row as a column of the table. Its value is taken from one clip or from all together.</summary>
/// <param name="Key">Name in summary.json and per-clip.csv.</param>
/// <param name="Heading">Name for people, with the unit.</param>
/// <param name="Digits">Decimal places in the table.</param>
/// <param name="Value">Takes the figure from clips; NaN where none of them has it.</param>
public sealed record VideoFigure(string Key, string Heading, int Digits, Func<IReadOnlyList<ClipFigures>, double> Value)
{
    /// <summary>All of them, in the order of the table. Means and minima are over all frames of all clips.</summary>
    public static IReadOnlyList<VideoFigure> All { get; } =
    [
        new("eWarp", "E_warp e-3", 4, c => Mean(Of(c, f => f.EWarp))),
        new("tOf", "tOF px", 3, c => Mean(Of(c, f => f.TOf))),
        new("tLpips", "tLPIPS e-2", 3, c => Mean(Of(c, f => f.TLpips))),
        new("stillStdRatio", "still", 3, c => Mean([.. c.Select(clip => clip.StillRatio)])),
        new("jitterPx", "jitter px", 3, c => Mean([.. c.SelectMany(clip => clip.Jitter)])),
        new("idMean", "id mean", 3, c => Mean(Of(c, f => f.IdA))),
        new("idMin", "id min", 3, c => Least(Of(c, f => f.IdA))),
        new("idStd", "id std", 3, c => Deviation(c, f => f.IdA)),
        new("idBMean", "id B mean", 3, c => Mean(Of(c, f => f.IdB))),
        new("idBMin", "id B min", 3, c => Least(Of(c, f => f.IdB))),
        new("idBStd", "id B std", 3, c => Deviation(c, f => f.IdB)),
        new("lpips", "LPIPS", 3, c => Mean(Of(c, f => f.Lpips))),
        new("psnr", "PSNR dB", 2, c => Mean(Of(c, f => f.Psnr))),
        new("sharpness", "sharpness", 3, c => Mean(Of(c, f => f.Sharpness))),
    ];

    private static double[] Of(IReadOnlyList<ClipFigures> clips, Func<FrameFigures, double> value) =>
        [.. clips.SelectMany(c => c.Frames).Select(value).Where(double.IsFinite)];

    private static double Mean(double[] values) => values.Where(double.IsFinite).DefaultIfEmpty(double.NaN).Average();

    private static double Least(double[] values) => values.DefaultIfEmpty(double.NaN).Min();

    // Of each clip around its own mean: how it wavers over time, not how the clips differ.
    private static double Deviation(IReadOnlyList<ClipFigures> clips, Func<FrameFigures, double> value) => Math.Sqrt(Mean([.. clips.Select(clip =>
    {
        double[] values = Of([clip], value);
        double mean = Mean(values);
        return Mean([.. values.Select(v => (v - mean) * (v - mean))]);
    })]));
}
