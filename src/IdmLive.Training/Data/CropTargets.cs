using IdmLive.Pipeline.Imaging;
using OpenCvSharp;

namespace IdmLive.Training.Data;

/// <summary>Refined pictures that lie beside a set of crops: the file of crop <c>a/b.jpg</c> is <c>a/b.jpg.png</c>.</summary>
public static class CropTargets
{
    /// <summary>The file of a crop's target.</summary>
    /// <param name="folder">Folder of the targets.</param>
    /// <param name="source">Name of the crop in its set.</param>
    public static string PathOf(string folder, string source) => Path.Join(folder, source + ".png");

    /// <summary>Reads the targets of a set, in its order; a crop that has none is its own target.</summary>
    /// <param name="folder">Folder that was written by <c>refine</c>.</param>
    /// <param name="crops">The crops, as they were when the targets were made.</param>
    /// <exception cref="ArgumentException">No folder, no target of these crops, or one of another size.</exception>
    /// <exception cref="ImageFileException">A target cannot be read.</exception>
    public static CropSet Read(string folder, CropSet crops)
    {
        if (!Directory.Exists(folder))
        {
            throw new ArgumentException($"There is no folder '{folder}'; give the folder of targets that refine wrote.");
        }

        int found = 0;
        List<(string, byte[])> targets = [];
        for (int i = 0; i < crops.Count; i++)
        {
            string path = PathOf(folder, crops.Source(i));
            bool exists = File.Exists(path);
            found += exists ? 1 : 0;
            targets.Add((crops.Source(i), exists ? ReadPixels(path, crops.CropSize) : crops[i].ToArray()));
        }

        return found > 0
            ? CropSet.FromMemory(crops.CropSize, targets)
            : throw new ArgumentException($"None of the {crops.Count} crops has a target in '{folder}'; give the folder of targets that was made from these pictures.");
    }

    private static byte[] ReadPixels(string path, int size)
    {
        using ImageFile file = ImageFile.Read(path);
        using Mat picture = file.ToEightBit();
        if (picture.Width != size || picture.Height != size)
        {
            throw new ArgumentException($"The target '{path}' has {picture.Width}x{picture.Height} pixels, its crop {size}x{size}; refine again at this size.");
        }

        return FaceBytes.Of(picture);
    }
}
