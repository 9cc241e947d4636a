using OpenCvSharp;

namespace IdmLive.Pipeline.Faces;

/// <summary>
/// The five key points that alignment uses, in pixels of the image they were found in (pixel centres at integers).
/// Right and left are the person's own: the right eye is the one at smaller x on an upright, unmirrored picture.
/// </summary>
public readonly record struct FaceKeyPoints(
    Point2f RightEye,
    Point2f LeftEye,
    Point2f Nose,
    Point2f RightMouthCorner,
    Point2f LeftMouthCorner);
