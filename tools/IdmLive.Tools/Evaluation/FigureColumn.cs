namespace IdmLive.Tools.Evaluation;

/// <summary>One figure of a picture as a column of tables and plots.</summary>
/// <param name="Key">Name in summary.json and per-image.csv.</param>
/// <param name="Heading">Name for people, with the unit.</param>
/// <param name="HigherIsBetter">Which way is better.</param>
/// <param name="Digits">Decimal places in tables.</param>
/// <param name="Value">Takes the figure.</param>
public sealed record FigureColumn(string Key, string Heading, bool HigherIsBetter, int Digits, Func<PictureFigures, double> Value)
{
    /// <summary>Peak signal-to-noise ratio.</summary>
    public static FigureColumn Psnr { get; } = new("psnr", "PSNR dB", true, 2, f => f.Psnr);

    /// <summary>LPIPS-squeeze.</summary>
    public static FigureColumn Lpips { get; } = new("lpips", "LPIPS-squeeze", false, 3, f => f.Lpips);

    /// <summary>First identity.</summary>
    public static FigureColumn IdA { get; } = new("idA", "id A", true, 3, f => f.IdA);

    /// <summary>Second identity.</summary>
    public static FigureColumn IdB { get; } = new("idB", "id B", true, 3, f => f.IdB);

    /// <summary>NIQE.</summary>
    public static FigureColumn Niqe { get; } = new("niqe", "NIQE", false, 2, f => f.Niqe);

    /// <summary>Colour shift.</summary>
    public static FigureColumn LabShift { get; } = new("labShift", "Lab shift", false, 2, f => f.LabShift);

    /// <summary>All of them, in the order of the tables.</summary>
    public static IReadOnlyList<FigureColumn> All { get; } =
    [
        Psnr,
        new("ssim", "SSIM", true, 3, f => f.Ssim),
        Lpips,
        IdA,
        new("idADegrees", "id A deg", false, 1, f => Degrees(f.IdA)),
        IdB,
        new("idBDegrees", "id B deg", false, 1, f => Degrees(f.IdB)),
        Niqe,
        new("brisque", "BRISQUE", false, 1, f => f.Brisque),
        new("quality", "quality", true, 3, f => f.Quality),
        new("landmarks", "landmarks px", false, 2, f => f.Landmarks),
        LabShift,
        new("labLowPass", "Lab low-pass", false, 2, f => f.LabLowPass),
        new("eyeColour", "eyes Lab", false, 2, f => f.EyeColour),
        new("mesh", "mesh dB", false, 2, f => f.Mesh),
    ];

    private static double Degrees(double cosine) => double.RadiansToDegrees(Math.Acos(Math.Clamp(cosine, -1, 1)));
}
