using OpenCvSharp;

namespace IdmLive.Pipeline.Restoring;

/// <summary>One aligned face on its way into a restorer.</summary>
/// <param name="Pixels">8-bit BGR, <see cref="IFaceRestorer.CropSize"/> squared, aligned to the FFHQ template; stays the caller's.</param>
/// <param name="NoiseSeed">
/// Seed of the noise the restorer draws for this crop. Equal seeds give equal noise: a track keeps its seed, so that its noise
/// moves with the face and does not flicker.
/// </param>
/// <param name="Person">Name of the enrolled person whose weights are used; null for the general model's.</param>
public readonly record struct FaceCrop(Mat Pixels, long NoiseSeed, string? Person = null);
