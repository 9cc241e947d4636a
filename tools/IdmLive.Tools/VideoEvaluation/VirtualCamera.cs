using IdmLive.Training.Degradation;
using IdmLive.Training.Intrinsic;
using OpenCvSharp;

namespace IdmLive.Tools.VideoEvaluation;

/// <summary>
/// A bad camera: the values of a recipe are drawn once, and each frame gets its own noise. What it does depends on the seed, its number and the
/// numbers of face and frame alone. One thread.
/// </summary>
internal sealed class VirtualCamera
{
    // Frames of a still are numbered far behind those of any clip.
    private const int FirstStill = 1 << 24;
    private readonly DegradationDraw _drawn;
    private readonly int _seed;

    /// <summary>Draws a camera.</summary>
    /// <param name="recipe">What cameras are like.</param>
    /// <param name="seed">Seed of all cameras.</param>
    /// <param name="camera">Number of the camera.</param>
    /// <param name="face">Number of the face that it looks at: each face has its own noise.</param>
    public VirtualCamera(DegradationRecipe recipe, int seed, int camera, int face)
    {
        _drawn = recipe.Draw(new Random(BatchSource.HashCode(seed, camera, -1)));
        _seed = BatchSource.HashCode(seed, camera, face);
    }

    /// <summary>What was drawn, a line for each stage.</summary>
    public IReadOnlyList<string> Stages => [.. _drawn.Stages.Select(s => s.ToString()!)];

    /// <summary>A frame as the camera gives it.</summary>
    /// <param name="clean">8-bit BGR; not changed.</param>
    /// <param name="frame">Number of the frame.</param>
    /// <returns>A new picture of the same size, the caller's.</returns>
    public Mat Expose(Mat clean, int frame) => _drawn.Apply(clean, new Random(BatchSource.HashCode(_seed, frame, 1)));

    /// <summary>A frame of a still; its noise is in no frame of the clip.</summary>
    /// <inheritdoc cref="Expose"/>
    public Mat ExposeStill(Mat clean, int frame) => Expose(clean, FirstStill + frame);
}
