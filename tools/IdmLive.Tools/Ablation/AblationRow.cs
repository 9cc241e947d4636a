using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using IdmLive.Pipeline.Imaging;

namespace IdmLive.Tools.Ablation;

/// <summary>The figures of one picture, or the means of many.</summary>
/// <param name="Psnr">dB, higher is better.</param>
/// <param name="Ssim">0 to 1, higher is better.</param>
/// <param name="Lpips">LPIPS-squeeze, lower is better; null without its network.</param>
/// <param name="IdA">Cosine of face embeddings (faceplugin), higher is better.</param>
/// <param name="IdB">Cosine of the second embedder, higher is better; null without its network.</param>
/// <param name="LabShift">Colour shift: Lab distance to the clean picture, lower is better.</param>
internal sealed record AblationFigures(double Psnr, double Ssim, double? Lpips, double IdA, double? IdB, double LabShift);

/// <summary>One measured row, kept as a file of its own.</summary>
/// <param name="Name">Name of the row.</param>
/// <param name="Resolution">Size of the crops, pixels.</param>
/// <param name="MeasuredWith">
/// What the figures depend on, model and test set included: a row whose text differs from what is asked for is measured anew.
/// </param>
/// <param name="Figures">Figures of each picture, in the order of the test set.</param>
internal sealed record AblationRow(string Name, int Resolution, string MeasuredWith, IReadOnlyList<AblationFigures> Figures)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        // Equal pictures have an infinite PSNR.
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
    };

    /// <summary>The means.</summary>
    public AblationFigures Mean() => new(
        Figures.Average(f => f.Psnr), Figures.Average(f => f.Ssim), Figures.Average(f => f.Lpips), Figures.Average(f => f.IdA),
        Figures.Average(f => f.IdB), Figures.Average(f => f.LabShift));

    /// <summary>Standard error of the mean PSNR, dB; 0 for one picture.</summary>
    public double PsnrError()
    {
        double mean = Figures.Average(f => f.Psnr);
        return Figures.Count < 2 ? 0 : Math.Sqrt(Figures.Sum(f => (f.Psnr - mean) * (f.Psnr - mean)) / (Figures.Count - 1) / Figures.Count);
    }

    /// <summary>Reads a row, or null where there is none that can be read.</summary>
    public static AblationRow? TryRead(string path)
    {
        try
        {
            return File.Exists(path) ? JsonSerializer.Deserialize<AblationRow>(File.ReadAllText(path), Json) : null;
        }
        catch (JsonException)
        {
            // It can be measured again.
            return null;
        }
    }

    /// <summary>Writes the row, whole or not at all.</summary>
    public void Write(string path) => WholeFile.Write(path, Encoding.UTF8.GetBytes(JsonSerializer.Serialize(this, Json) + "\n"));
}
