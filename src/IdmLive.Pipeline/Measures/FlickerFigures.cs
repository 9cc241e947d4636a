namespace IdmLive.Pipeline.Measures;

/// <summary>What a <see cref="FlickerMeter"/> found, in 8-bit levels of luma; lower is calmer.</summary>
/// <param name="Pairs">Pairs of neighbouring frames that were measured; the figures are 0 where there is none.</param>
/// <param name="Input">Flicker of the input.</param>
/// <param name="Restored">Flicker of the restored face. Blur lowers it too: give a sharpness or LPIPS figure beside it.</param>
public readonly record struct FlickerFigures(int Pairs, double Input, double Restored);
