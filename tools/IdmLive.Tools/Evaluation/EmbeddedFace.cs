using OpenCvSharp;

namespace IdmLive.Tools.Evaluation;

/// <summary>A face with what is computed of it once, however often it is compared.</summary>
/// <param name="Pixels">8-bit BGR; stays its owner's.</param>
/// <param name="A">Embedding by faceplugin.</param>
/// <param name="B">Embedding by mobilefacenet; null without its network.</param>
public sealed record EmbeddedFace(Mat Pixels, float[] A, float[]? B);
