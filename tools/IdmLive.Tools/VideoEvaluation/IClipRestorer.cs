using OpenCvSharp;

namespace IdmLive.Tools.VideoEvaluation;

/// <summary>A frame of a face's clip.</summary>
/// <param name="Degraded">What the camera gave, 8-bit BGR.</param>
/// <param name="Clean">The truth, of the same size; only the row of the truth itself looks at it.</param>
internal readonly record struct ClipFrame(Mat Degraded, Mat Clean);

/// <summary>Makes the pictures of a row, frame after frame. One thread makes all calls.</summary>
internal interface IClipRestorer : IDisposable
{
    /// <summary>Name of the row.</summary>
    string Name { get; }

    /// <summary>Says that the next frame is the first of a clip.</summary>
    /// <param name="noiseSeed">Seed of the noise that a restorer without memory draws for the clip.</param>
    void Begin(long noiseSeed);

    /// <summary>Makes the next picture.</summary>
    /// <param name="frame">The frame; not changed.</param>
    /// <param name="result">Of the frame's size and type; overwritten.</param>
    void Next(in ClipFrame frame, Mat result);
}
