using IdmLive.Tools.Data;
using IdmLive.Tools.Degradation;
using IdmLive.Tools.Training;
using OpenCvSharp;

namespace IdmLive.Tools.Evaluation;

/// <summary>A clean face and its degraded twin, 8-bit BGR; the caller of <see cref="TestSet.Pair"/> disposes of both.</summary>
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

/// <summary>
/// Faces with a degradation that depends on the seed and the position in the sorted list alone: every model and every peer sees
/// the same pictures.
/// </summary>
public sealed class TestSet
{
    private readonly CropSet _crops;
    private readonly DegradationRecipe _recipe;
    private readonly int _seed;

    /// <summary>Reads and aligns the faces.</summary>
    /// <param name="folder">Folder of clean pictures.</param>
    /// <param name="faceSize">Crop size, pixels.</param>
    /// <param name="seed">Seed of the degradation.</param>
    /// <param name="recipe">Name or file of the degradation, see <see cref="DegradationRecipe.ByName"/>.</param>
    /// <exception cref="ArgumentException">No folder, no picture, no face, no such recipe.</exception>
    public TestSet(string folder, int faceSize, int seed, string recipe = "eq11")
    {
        _recipe = DegradationRecipe.ByName(recipe, faceSize);
        _crops = CropSet.Read([folder], faceSize, cacheFile: null);
        _seed = seed;
        if (_crops.Count == 0)
        {
            throw new ArgumentException($"No face was found in the {Counts.WithoutFace + Counts.Unreadable} pictures of '{folder}'; give clear portraits.");
        }
    }

    /// <summary>Number of faces.</summary>
    public int Count => _crops.Count;

    /// <summary>What was found in the folder.</summary>
    public CropSetCounts Counts => _crops.Counts;

    /// <summary>The recipe.</summary>
    public DegradationRecipe Recipe => _recipe;

    /// <summary>The pair at a position.</summary>
    public TestPair Pair(int index)
    {
        Mat clean = new(_crops.CropSize, _crops.CropSize, MatType.CV_8UC3);
        ReadOnlySpan<byte> pixels = _crops[index];
        int row = _crops.CropSize * 3;
        for (int y = 0; y < _crops.CropSize; y++)
        {
            pixels.Slice(y * row, row).CopyTo(clean.RowSpan(y));
        }

        Random random = new(BatchSource.HashCode(_seed, index, 0));
        return new TestPair(_crops.Source(index), clean, _recipe.Apply(clean, random));
    }
}
