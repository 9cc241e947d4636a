namespace IdmLive.App.Demo;

/// <summary>Figures of one clip's face against the truth, means over the frames that show it.</summary>
/// <param name="Identity">Cosine of the face's embedding and the true face's, at most 1; higher is better.</param>
/// <param name="Flicker">Change from frame to frame beyond motion, in 8-bit levels; see FlickerMeter.</param>
/// <param name="Psnr">Against the truth, in dB.</param>
internal readonly record struct FaceFigures(double Identity, double Flicker, double Psnr);

/// <summary>What a <see cref="FaceComparison"/> found.</summary>
/// <param name="Frames">Frames compared.</param>
/// <param name="FramesWithFace">Those of them that show a face.</param>
/// <param name="Input">The degraded clip's figures.</param>
/// <param name="Restored">The restored clip's.</param>
/// <param name="CleanFlicker">Flicker of the truth: the least there can be.</param>
internal readonly record struct FaceComparisonFigures(int Frames, int FramesWithFace, FaceFigures Input, FaceFigures Restored, double CleanFlicker);
