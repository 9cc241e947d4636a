using IdmLive.Pipeline.Faces;
using OpenCvSharp;

namespace IdmLive.Pipeline.Compositing;

/// <summary>A restored face on its way back into its image.</summary>
/// <param name="InputCrop">The crop as it was cut from the image, 8-bit BGR, square; stays the caller's.</param>
/// <param name="RestoredCrop">The crop as it came from the restorer, of the same size and type; stays the caller's.</param>
/// <param name="ImageToCrop">The transform it was cut with.</param>
/// <param name="Strength">0 leaves the image as it is, 1 takes the whole restoration.</param>
public readonly record struct FacePatch(Mat InputCrop, Mat RestoredCrop, SimilarityTransform ImageToCrop, double Strength);
