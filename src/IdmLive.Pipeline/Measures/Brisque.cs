using OpenCvSharp;
using OpenCvSharp.Quality;

namespace IdmLive.Pipeline.Measures;

/// <summary>
/// Blind image spatial quality (Mittal et al. 2012) as opencv_contrib computes it, no reference, lower is better: 0 for the sharpest
/// photographs of its training set, 100 for the worst. Not thread-safe.
/// </summary>
public sealed class Brisque : IDisposable
{
    private readonly QualityBRISQUE quality;

    /// <summary>Loads the regression.</summary>
    /// <param name="modelPath">brisque_model_live.yml of opencv_contrib.</param>
    /// <param name="rangePath">brisque_range_live.yml of opencv_contrib.</param>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">A file is not what it should be.</exception>
    public Brisque(string modelPath, string rangePath)
    {
        foreach (string path in (string[])[modelPath, rangePath])
        {
            if (!File.Exists(path))
            {
                throw new FileNotFoundException($"There is no BRISQUE file at '{path}'; give the paths of the model and the range .yml.", path);
            }
        }

        try
        {
            quality = QualityBRISQUE.Create(modelPath, rangePath);
        }
        catch (OpenCVException e)
        {
            throw new InvalidDataException(
                $"'{modelPath}' and '{rangePath}' are not a BRISQUE model and its range ({e.Message.ReplaceLineEndings(" ")}); get the files again.", e);
        }
    }

    /// <summary>The score of a picture, 0 to 100.</summary>
    /// <param name="picture">8-bit BGR, at least 32 pixels on each side.</param>
    /// <exception cref="ArgumentException">The picture is too small or not 8-bit BGR.</exception>
    public double Score(Mat picture)
    {
        PictureMeasures.CheckPicture(picture);
        return Math.Min(picture.Width, picture.Height) >= 32
            ? quality.Compute(picture).Val0
            : throw new ArgumentException($"BRISQUE needs pictures of at least 32 pixels on each side; this one has {picture.Width}x{picture.Height}.", nameof(picture));
    }

    /// <inheritdoc/>
    public void Dispose() => quality.Dispose();
}
