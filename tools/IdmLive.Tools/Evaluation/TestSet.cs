using IdmLive.Training.Data;
using IdmLive.Training.Degradation;
using IdmLive.Training.Intrinsic;
using OpenCvSharp;

namespace IdmLive.Tools.Evaluation;

/// <summary>
/// Faces with a degradation that depends on the seed and the position in the sorted list alone: every model and every peer sees
/// the same pictures. A face is degraded once and kept. One thread.
/// </summary>
public sealed class TestSet : IPairSource
{
    private readonly CropSet _crops;
    private readonly DegradationRecipe _recipe;
    private readonly int _seed;
    private readonly byte[]?[] _degraded;

    /// <summary>Reads and aligns the faces.</summary>
    /// <param name="folder">Folder of clean pictures.</param>
    /// <param name="faceSize">Crop size, pixels.</param>
    /// <param name="seed">Seed of the degradation.</param>
    /// <param name="recipe">Name or file of the degradation, see <see cref="DegradationRecipe.ByName"/>.</param>
    /// <exception cref="ArgumentException">No folder, no picture, no face, no such recipe.</exception>
    public TestSet(string folder, int faceSize, int seed, string recipe = "eq11")
        : this(DegradationRecipe.ByName(recipe, faceSize), () => CropSet.Read([folder], faceSize, cacheFile: null), seed)
    {
        if (_crops.Count == 0)
        {
            throw new ArgumentException($"No face was found in the {Counts.WithoutFace + Counts.Unreadable} pictures of '{folder}'; give clear portraits.");
        }
    }

    /// <summary>Takes faces that are aligned already.</summary>
    /// <param name="crops">The faces.</param>
    /// <param name="recipe">How they are degraded.</param>
    /// <param name="seed">Seed of the degradation.</param>
    public TestSet(CropSet crops, DegradationRecipe recipe, int seed)
        : this(recipe, () => crops, seed)
    {
    }

    // The faces come last: what is wrong with a recipe shows before many pictures are read.
    private TestSet(DegradationRecipe recipe, Func<CropSet> read, int seed)
    {
        _recipe = recipe;
        _crops = read();
        _seed = seed;
        _degraded = new byte[]?[_crops.Count];
    }

    /// <inheritdoc/>
    public int Count => _crops.Count;

    /// <inheritdoc/>
    public int FaceSize => _crops.CropSize;

    /// <inheritdoc/>
    public string Degradation => $"{_recipe.Name}, seed {_seed}";

    /// <inheritdoc/>
    public IReadOnlyList<SkippedPicture> Skipped => _crops.Skipped;

    /// <summary>What was found in the folder.</summary>
    public CropSetCounts Counts => _crops.Counts;

    /// <summary>The recipe.</summary>
    public DegradationRecipe Recipe => _recipe;

    /// <inheritdoc/>
    public TestPair Pair(int index)
    {
        Mat clean = FaceBytes.ToMat(_crops[index], FaceSize);
        byte[] degraded = _degraded[index] ??= Degrade(clean, index);
        return new TestPair(_crops.Source(index), clean, FaceBytes.ToMat(degraded, FaceSize));
    }

    private byte[] Degrade(Mat clean, int index)
    {
        using Mat degraded = _recipe.Apply(clean, new Random(BatchSource.HashCode(_seed, index, 0)));
        return FaceBytes.Of(degraded);
    }
}
