using OpenCvSharp;

namespace IdmLive.Pipeline.Faces;

/// <summary>A face a detector found.</summary>
/// <param name="Box">Bounding box in pixels of the image; may reach over its border.</param>
/// <param name="Score">Confidence, 0 to 1.</param>
/// <param name="KeyPoints">Five key points in pixels of the image.</param>
public readonly record struct DetectedFace(Rect2f Box, float Score, FaceKeyPoints KeyPoints);
