namespace IdmLive.Tools.Evaluation;

/// <summary>The figures of one picture; NaN is what was not measured.</summary>
public readonly record struct PictureFigures()
{
    /// <summary>PSNR of two equal pictures, dB: infinity would swallow every mean.</summary>
    public const double HighestPsnr = 100;

    /// <summary>dB, RGB, against the clean face; at most <see cref="HighestPsnr"/>.</summary>
    public double Psnr { get; init; } = double.NaN;

    /// <summary>Structural similarity to the clean face, at most 1.</summary>
    public double Ssim { get; init; } = double.NaN;

    /// <summary>LPIPS-squeeze to the clean face, 0 for equal pictures.</summary>
    public double Lpips { get; init; } = double.NaN;

    /// <summary>Cosine of the faceplugin embeddings of picture and clean face.</summary>
    public double IdA { get; init; } = double.NaN;

    /// <summary>Cosine of the mobilefacenet embeddings of picture and clean face.</summary>
    public double IdB { get; init; } = double.NaN;

    /// <summary>NIQE of the picture alone, lower is more natural.</summary>
    public double Niqe { get; init; } = double.NaN;

    /// <summary>BRISQUE of the picture alone, 0 to 100, lower is better.</summary>
    public double Brisque { get; init; } = double.NaN;

    /// <summary>Face quality of the picture alone (LightQNet), 0 to 1.</summary>
    public double Quality { get; init; } = double.NaN;

    /// <summary>Mean distance of the face's five key points from those of the clean face, pixels.</summary>
    public double Landmarks { get; init; } = double.NaN;

    /// <summary>Distance of the mean colours of picture and clean face in CIE Lab.</summary>
    public double LabShift { get; init; } = double.NaN;

    /// <summary>Mean distance of the blurred picture from the blurred clean face in CIE Lab.</summary>
    public double LabLowPass { get; init; } = double.NaN;

    /// <summary>Distance of the eyes' mean hue and saturation from those of the clean face in CIE Lab.</summary>
    public double EyeColour { get; init; } = double.NaN;

    /// <summary>How far the mesh of a network's blocks stands out of the picture alone, decibels; 0 is none.</summary>
    public double Mesh { get; init; } = double.NaN;
}
