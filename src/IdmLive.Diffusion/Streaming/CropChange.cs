namespace IdmLive.Diffusion.Streaming;

/// <summary>How much a crop differs from the one before; parts of the whole range of brightness.</summary>
/// <param name="Largest">Mean absolute difference in the tile where it is largest.</param>
/// <param name="Mean">Mean absolute difference of the whole crop.</param>
internal readonly record struct CropChange(double Largest, double Mean);
