namespace IdmLive.Tools.Evaluation;

/// <summary>How near two pictures of one face are to each other, or the mean of that over many faces; NaN is what was not measured.</summary>
/// <param name="Psnr">dB, at most <see cref="PictureFigures.HighestPsnr"/>.</param>
/// <param name="Lpips">LPIPS-squeeze.</param>
/// <param name="IdA">Cosine of the faceplugin embeddings.</param>
/// <param name="IdB">Cosine of the mobilefacenet embeddings.</param>
public readonly record struct ClosenessFigures(double Psnr, double Lpips, double IdA, double IdB)
{
    /// <summary>The lower cosine of the two embedders: neither may see another person.</summary>
    public double Id => double.IsNaN(IdB) ? IdA : Math.Min(IdA, IdB);

    /// <summary>The means over faces.</summary>
    public static ClosenessFigures Mean(IReadOnlyCollection<ClosenessFigures> faces) => new(
        faces.Average(f => f.Psnr), faces.Average(f => f.Lpips), faces.Average(f => f.IdA), faces.Average(f => f.IdB));
}
