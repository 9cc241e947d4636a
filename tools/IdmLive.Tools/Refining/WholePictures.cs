using IdmLive.Pipeline.Imaging;
using IdmLive.Training.Data;
using OpenCvSharp;

namespace IdmLive.Tools.Refining;

/// <summary>Pictures of anything as crops: the largest square in the middle of each, brought to the crop size; no face is looked for.</summary>
internal static class WholePictures
{
    private static readonly string[] Extensions = [".jpg", ".jpeg", ".png", ".webp", ".bmp"];

    /// <summary>Reads all pictures below the folders, in the order of their names.</summary>
    /// <param name="folders">Folders, searched with their sub-folders.</param>
    /// <param name="cropSize">Width and height of the crops.</param>
    /// <param name="report">Told a line of each picture that cannot be read.</param>
    /// <exception cref="ArgumentException">A folder does not exist, or no picture of them can be read.</exception>
    public static CropSet Read(IReadOnlyList<string> folders, int cropSize, Action<string> report)
    {
        List<(string Name, byte[] Pixels)> crops = [];
        foreach (string folder in folders)
        {
            if (!Directory.Exists(folder))
            {
                throw new ArgumentException($"There is no folder '{folder}'; give folders of pictures.");
            }

            string top = Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder)));
            foreach (string file in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)
                .Where(f => Extensions.Contains(Path.GetExtension(f).ToLowerInvariant())))
            {
                try
                {
                    crops.Add((Path.Join(top, Path.GetRelativePath(folder, file)), ReadSquare(file, cropSize)));
                }
                catch (ImageFileException e)
                {
                    report($"skipped: {e.Message}");
                }
            }
        }

        return crops.Count > 0
            ? CropSet.FromMemory(cropSize, crops.OrderBy(c => c.Name, StringComparer.Ordinal))
            : throw new ArgumentException($"No readable pictures ({string.Join(' ', Extensions)}) below {string.Join(", ", folders)}.");
    }

    private static byte[] ReadSquare(string path, int size)
    {
        using ImageFile file = ImageFile.Read(path);
        using Mat picture = file.ToEightBit();
        int side = Math.Min(picture.Width, picture.Height);
        using Mat middle = picture[new Rect((picture.Width - side) / 2, (picture.Height - side) / 2, side, side)];
        using Mat crop = new();
        Cv2.Resize(middle, crop, new Size(size, size), interpolation: side > size ? InterpolationFlags.Area : InterpolationFlags.Cubic);
        return FaceBytes.Of(crop);
    }
}
