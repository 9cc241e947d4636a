namespace IdmLive.Tools.VideoEvaluation;

/// <summary>The figures of one frame of a row; NaN is what was not measured.</summary>
public readonly record struct FrameFigures()
{
    /// <summary>dB, RGB, against the clean frame; at most <see cref="Evaluation.PictureFigures.HighestPsnr"/>.</summary>
    public double Psnr { get; init; } = double.NaN;

    /// <summary>LPIPS-squeeze to the clean frame.</summary>
    public double Lpips { get; init; } = double.NaN;

    /// <summary>Cosine of the faceplugin embeddings of the frame and the clean frame.</summary>
    public double IdA { get; init; } = double.NaN;

    /// <summary>Cosine of the mobilefacenet embeddings of the frame and the clean frame.</summary>
    public double IdB { get; init; } = double.NaN;

    /// <summary>Gradient energy of the frame's luma as a part of the clean frame's.</summary>
    public double Sharpness { get; init; } = double.NaN;

    /// <summary>Warping error from the frame before, see <see cref="WarpingError"/>.</summary>
    public double EWarp { get; init; } = double.NaN;

    /// <summary>Difference of the flow from the clean clip's, pixels, see <see cref="FlowDifference"/>.</summary>
    public double TOf { get; init; } = double.NaN;

    /// <summary>Difference of the step in LPIPS from the clean clip's, times 100 (TecoGAN's tLP): 100 |LPIPS(f_t, f_t-1) - LPIPS(c_t, c_t-1)|.</summary>
    public double TLpips { get; init; } = double.NaN;
}
