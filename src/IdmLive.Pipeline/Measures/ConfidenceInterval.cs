namespace IdmLive.Pipeline.Measures;

/// <summary>A mean and where it would lie with other images of the same kind.</summary>
/// <param name="Mean">Mean of the figures; not a number where there are none.</param>
/// <param name="Low">Lower end.</param>
/// <param name="High">Upper end.</param>
/// <param name="Count">Figures that took part.</param>
public readonly record struct ConfidenceInterval(double Mean, double Low, double High, int Count);
