using System.Security.Cryptography;
using OpenCvSharp;

namespace IdmLive.Training.Data;

/// <summary>A crop of a prepared folder with its pixels.</summary>
/// <param name="Name">Folder and path of the file, for messages and reports.</param>
/// <param name="Split">What it is for.</param>
/// <param name="Pixels">BGR bytes, height x width x 3.</param>
public readonly record struct PreparedCrop(string Name, CropSplit Split, byte[] Pixels);

/// <summary>Reads the crops that a prepared folder keeps, and refuses files that are not those of the manifest.</summary>
public static class PreparedCrops
{
    /// <summary>The kept crops of a size, in the manifest's order.</summary>
    /// <param name="folder">The folder with the manifest.</param>
    /// <param name="size">Width and height, pixels.</param>
    /// <param name="splits">Which are wanted; null for all.</param>
    /// <exception cref="ArgumentException">The folder lacks the size or the splits, or a file is missing or changed.</exception>
    public static IEnumerable<PreparedCrop> Read(string folder, int size, IReadOnlyList<CropSplit>? splits)
    {
        CropManifest manifest = CropManifest.Read(folder);
        if (!manifest.Rules.Sizes.Contains(size))
        {
            throw new ArgumentException(
                $"'{folder}' holds crops of {string.Join(" and ", manifest.Rules.Sizes)} px and {size} px are wanted; prepare the pictures with --sizes {size} into another folder.");
        }

        List<(CropSplit Split, CropFile File)> wanted =
        [
            .. from crop in manifest.Crops
               where crop.State == CropState.Kept && (splits is null || splits.Contains(crop.Split))
               from file in crop.Files
               where file.Size == size
               select (crop.Split, file),
        ];
        if (wanted.Count == 0)
        {
            string which = splits is null ? string.Empty : $" for {string.Join(" or ", splits).ToLowerInvariant()}";
            throw new ArgumentException($"'{folder}' keeps no crop of {size} px{which}; prepare more pictures, or see in its manifest why {manifest.Counts.SetAside} were set aside.");
        }

        string name = Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder)));
        return wanted.Select(w => new PreparedCrop($"{name}/{w.File.Path}", w.Split, Pixels(folder, w.File)));
    }

    private static byte[] Pixels(string folder, CropFile file)
    {
        string path = Path.Join(folder, file.Path);
        const string Cure = "prepare the pictures again into a new folder, or put the file back";
        if (!File.Exists(path))
        {
            throw new ArgumentException($"'{path}', which the manifest names, is missing; {Cure}.");
        }

        byte[] bytes = File.ReadAllBytes(path);
        if (bytes.Length != file.Bytes || Convert.ToHexStringLower(SHA256.HashData(bytes)) != file.Sha256)
        {
            throw new ArgumentException($"'{path}' is not the file that the manifest names ({bytes.Length} bytes, {file.Bytes} stated, or another hash): it was changed; {Cure}.");
        }

        using Mat image = Cv2.ImDecode(bytes, ImreadModes.Color);
        if (image.Width != file.Size || image.Height != file.Size)
        {
            throw new ArgumentException($"'{path}' has {image.Width}x{image.Height} pixels and the manifest says {file.Size}; {Cure}.");
        }

        return FaceBytes.Of(image);
    }
}
