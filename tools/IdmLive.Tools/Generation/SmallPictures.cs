using System.Security.Cryptography;
using System.Text;
using IdmLive.Pipeline.Imaging;
using IdmLive.Training.Data;
using OpenCvSharp;

namespace IdmLive.Tools.Generation;

/// <summary>Pictures of any kind, their middle squares reduced to one small size; no alignment. Read-only.</summary>
internal sealed class SmallPictures
{
    private const int HeldBack = 5;
    private static readonly string[] Extensions = [".jpg", ".jpeg", ".png", ".webp", ".bmp"];
    private readonly SortedDictionary<string, byte[]> _pixels;

    private SmallPictures(int size, SortedDictionary<string, byte[]> pixels, int unreadable) => (Size, _pixels, Unreadable) = (size, pixels, unreadable);

    /// <summary>Width and height, pixels.</summary>
    public int Size { get; }

    /// <summary>Files that are no readable picture.</summary>
    public int Unreadable { get; }

    /// <summary>Names: paths below the folder without their endings, in order; a target of <c>refine</c> (a.jpg.png) has the name of its original (a.jpg).</summary>
    public IReadOnlyList<string> Names => [.. _pixels.Keys];

    /// <summary>BGR bytes of a picture, size x size x 3.</summary>
    public byte[] this[string name] => _pixels[name];

    /// <summary>Reads all pictures below a folder.</summary>
    /// <exception cref="ArgumentException">There is no such folder, or no picture in it.</exception>
    public static SmallPictures Read(string folder, int size)
    {
        if (!Directory.Exists(folder))
        {
            throw new ArgumentException($"There is no folder '{folder}'; give a folder of pictures.");
        }

        SortedDictionary<string, byte[]> pixels = new(StringComparer.Ordinal);
        int unreadable = 0;
        foreach (string file in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)
            .Where(f => Extensions.Contains(Path.GetExtension(f).ToLowerInvariant())).Order(StringComparer.Ordinal))
        {
            try
            {
                using ImageFile image = ImageFile.Read(file);
                using Mat whole = image.ToEightBit();
                pixels[Name(Path.GetRelativePath(folder, file))] = Reduce(whole, size);
            }
            catch (ImageFileException)
            {
                unreadable++;
            }
        }

        return pixels.Count > 0
            ? new SmallPictures(size, pixels, unreadable)
            : throw new ArgumentException($"No readable picture ({string.Join(' ', Extensions)}) below '{folder}'.");
    }

    /// <summary>Whether a picture is held back from training: one in five, by a hash of its name, so that additions move none.</summary>
    public static bool IsHeldBack(string name) => BitConverter.ToUInt32(SHA256.HashData(Encoding.UTF8.GetBytes(name))) % HeldBack == 0;

    private static string Name(string path)
    {
        while (Extensions.Contains(Path.GetExtension(path).ToLowerInvariant()))
        {
            path = Path.ChangeExtension(path, null);
        }

        return path.Replace('\\', '/');
    }

    private static byte[] Reduce(Mat whole, int size)
    {
        int side = Math.Min(whole.Width, whole.Height);
        using Mat square = whole[new Rect((whole.Width - side) / 2, (whole.Height - side) / 2, side, side)];
        using Mat small = new();
        Cv2.Resize(square, small, new Size(size, size), interpolation: InterpolationFlags.Area);
        return FaceBytes.Of(small);
    }
}
