using IdmLive.Training.Data;
using OpenCvSharp;

namespace IdmLive.Tools.Evaluation;

/// <summary>A clean face and its degraded twin, 8-bit BGR; the caller of <see cref="IPairSource.Pair"/> disposes of both.</summary>
/// <param name="Name">File the face came from.</param>
/// <param name="Clean">Aligned face.</param>
/// <param name="Degraded">The same degraded.</param>
public sealed record TestPair(string Name, Mat Clean, Mat Degraded) : IDisposable
{
    /// <inheritdoc/>
    public void Dispose()
    {
        Clean.Dispose();
        Degraded.Dispose();
    }
}

/// <summary>Pairs of faces to measure on, always the same at the same position. One thread.</summary>
public interface IPairSource
{
    /// <summary>Number of pairs, at least one.</summary>
    int Count { get; }

    /// <summary>Width and height of every face, pixels.</summary>
    int FaceSize { get; }

    /// <summary>How the degraded faces came about, for reports.</summary>
    string Degradation { get; }

    /// <summary>Pictures of the folder that are not measured.</summary>
    IReadOnlyList<SkippedPicture> Skipped { get; }

    /// <summary>The pair at a position; a new copy.</summary>
    TestPair Pair(int index);
}
