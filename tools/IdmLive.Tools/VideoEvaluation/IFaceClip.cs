using OpenCvSharp;

namespace IdmLive.Tools.VideoEvaluation;

/// <summary>One face of a clean clip as aligned crops, frame after frame without a gap.</summary>
internal interface IFaceClip
{
    /// <summary>Name in tables and pictures; no other clip has it.</summary>
    string Name { get; }

    /// <summary>Number of the camera that sees it, 0 or more: faces of one file have one camera.</summary>
    int Camera { get; }

    /// <summary>Number of the face before its camera, 0 or more.</summary>
    int Face { get; }

    /// <summary>Number of crops.</summary>
    int Count { get; }

    /// <summary>The crops in order, 8-bit BGR, square. Each is the clip's and valid until the next is asked for.</summary>
    IEnumerable<Mat> Crops();
}
