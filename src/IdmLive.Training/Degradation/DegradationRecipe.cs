using IdmLive.Training.Degradation.Stages;
using OpenCvSharp;

namespace IdmLive.Training.Degradation;

/// <summary>
/// A way to make good pictures bad: stages in order, each with ranges that its values are drawn from. Immutable and thread-safe.
/// </summary>
public sealed record DegradationRecipe
{
    /// <summary>Name in manifests and reports; a recipe fitted to a crop size has <c>@size</c> behind it.</summary>
    public required string Name { get; init; }

    /// <summary>Crop size in pixels that the recipe's lengths are meant for.</summary>
    public required int CropSize { get; init; }

    /// <summary>The stages in order; the last ones bring the picture back to its size.</summary>
    public required IReadOnlyList<DegradationStage> Stages { get; init; }

    /// <summary>Eq. 11 of IDM with the paper's ranges, fitted to a crop size.</summary>
    /// <param name="cropSize">Crop size in pixels, 64 or more.</param>
    public static DegradationRecipe Equation11(int cropSize) => NamedRecipes.Equation11.ForCropSize(cropSize);

    /// <summary>A recipe by its name or file.</summary>
    /// <param name="name"><c>eq11</c>, <c>webcam</c>, <c>mixed</c> (half of the pictures each) or the path of a JSON file.</param>
    /// <param name="cropSize">Crop size in pixels, 64 or more.</param>
    /// <exception cref="ArgumentException">No such recipe, or its file is at fault.</exception>
    public static DegradationRecipe ByName(string name, int cropSize) => (NamedRecipes.Find(name) ?? RecipeFile.Read(name)).ForCropSize(cropSize);

    /// <summary>
    /// The recipe for crops of another size. Blurs are lengths and scale with the crop; shrinking factors, noise and qualities are ratios
    /// and levels and do not.
    /// </summary>
    public DegradationRecipe ForCropSize(int cropSize)
    {
        if (cropSize < 64)
        {
            throw new ArgumentException($"Crop size is {cropSize}; it has to be 64 or more.", nameof(cropSize));
        }

        double scale = cropSize / (double)CropSize;
        return new() { Name = $"{Name.Split('@')[0]}@{cropSize}", CropSize = cropSize, Stages = [.. Stages.Select(s => s.Scaled(scale))] };
    }

    /// <summary>Draws the values for one picture, or for the frames of one camera.</summary>
    public DegradationDraw Draw(Random random)
    {
        List<DrawnStage> drawn = [];
        foreach (DegradationStage stage in Stages)
        {
            stage.DrawInto(drawn, random);
        }

        return new(drawn);
    }

    /// <summary>Degrades a picture with values of its own.</summary>
    /// <param name="clean">8-bit BGR, not changed.</param>
    /// <param name="random">Source of the values, then of the noise.</param>
    /// <returns>A new 8-bit BGR picture of the same size; the caller disposes of it.</returns>
    public Mat Apply(Mat clean, Random random) => Draw(random).Apply(clean, random);

    /// <summary>Degrades a picture with values drawn before: the same camera, other noise.</summary>
    /// <param name="clean">8-bit BGR, not changed.</param>
    /// <param name="drawn">What <see cref="Draw"/> returned.</param>
    /// <param name="noise">Source of the noise alone.</param>
    /// <returns>A new 8-bit BGR picture of the same size; the caller disposes of it.</returns>
    public Mat Apply(Mat clean, DegradationDraw drawn, Random noise) => drawn.Apply(clean, noise);

    /// <summary>Checks all values.</summary>
    /// <exception cref="ArgumentException">One sentence: got, wanted.</exception>
    public void Validate()
    {
        if (Name.Length == 0)
        {
            throw new ArgumentException("The recipe's name is empty; it appears in reports, so give it one.");
        }

        if (CropSize is < 64 or > 4096)
        {
            throw new ArgumentException($"The recipe's cropSize is {CropSize}; it has to be 64 to 4096.");
        }

        foreach (DegradationStage stage in Stages)
        {
            stage.Validate();
        }
    }
}
