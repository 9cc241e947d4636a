using System.Security.Cryptography;
using System.Text;
using IdmLive.Pipeline.Faces;
using IdmLive.Pipeline.Imaging;
using OpenCvSharp;

namespace IdmLive.Training.Data;

/// <summary>Where the crops of a set come from and how many pictures gave none.</summary>
/// <param name="Crops">Number of crops.</param>
/// <param name="WithoutFace">Pictures in which no face was found.</param>
/// <param name="Unreadable">Files that are no readable picture.</param>
public readonly record struct CropSetCounts(int Crops, int WithoutFace, int Unreadable);

/// <summary>A picture that gave no crop.</summary>
/// <param name="Name">Its file.</param>
/// <param name="Reason">Why, as a sentence for the user.</param>
public readonly record struct SkippedPicture(string Name, string Reason);

/// <summary>
/// Aligned face crops held in memory as bytes, BGR, height x width x 3 each. The largest face of each picture is taken. Safe for
/// reading from several threads.
/// </summary>
public sealed class CropSet
{
    private const float LenientScore = .25f;
    private readonly List<byte[]> _crops = [];
    private readonly List<string> _sources = [];
    private readonly List<CropSplit?> _splits = [];
    private readonly List<SkippedPicture> _skipped = [];

    private CropSet(int cropSize) => CropSize = cropSize;

    /// <summary>Width and height of each crop.</summary>
    public int CropSize { get; }

    /// <summary>What was found.</summary>
    public CropSetCounts Counts { get; private set; }

    /// <summary>The pictures that gave no crop; empty where the crops came from a cache file, which keeps their number alone.</summary>
    public IReadOnlyList<SkippedPicture> Skipped => _skipped;

    /// <summary>Number of crops.</summary>
    public int Count => _crops.Count;

    /// <summary>The pixels of a crop.</summary>
    public ReadOnlySpan<byte> this[int index] => _crops[index];

    /// <summary>The file a crop came from, relative to the folder that was read.</summary>
    public string Source(int index) => _sources[index];

    /// <summary>What a crop is for; null where the folder does not say, because it was not prepared.</summary>
    public CropSplit? Split(int index) => index < _splits.Count ? _splits[index] : null;

    /// <summary>
    /// Of a prepared folder (one with a manifest) reads the crops that it keeps. Of any other reads all pictures, and finds and aligns the
    /// largest face of each; for these a cache file makes the second time quick; it is made anew when the list of files, their sizes
    /// or the crop size differ.
    /// </summary>
    /// <param name="folders">Folders, prepared or searched with their sub-folders; those that are not prepared come first in the set.</param>
    /// <param name="cropSize">Width and height of the crops.</param>
    /// <param name="cacheFile">File to keep the crops in, or null.</param>
    /// <param name="progress">Told how many of how many files are done.</param>
    /// <param name="splits">Which crops of prepared folders are wanted; null for all.</param>
    /// <exception cref="ArgumentException">
    /// A folder does not exist or holds no picture; a prepared folder lacks the size or a file, or one was changed.
    /// </exception>
    public static CropSet Read(
        IReadOnlyList<string> folders, int cropSize, string? cacheFile, Action<int, int>? progress = null, IReadOnlyList<CropSplit>? splits = null)
    {
        string[] prepared = [.. folders.Where(CropManifest.IsIn)];
        CropSet set = prepared.Length < folders.Count || folders.Count == 0
            ? ReadPictures([.. folders.Where(f => !prepared.Contains(f))], cropSize, cacheFile, progress)
            : new(cropSize);
        set._splits.AddRange(Enumerable.Repeat<CropSplit?>(null, set.Count));
        foreach (PreparedCrop crop in prepared.SelectMany(folder => PreparedCrops.Read(folder, cropSize, splits)))
        {
            set._crops.Add(crop.Pixels);
            set._sources.Add(crop.Name);
            set._splits.Add(crop.Split);
        }

        set.Counts = set.Counts with { Crops = set.Count };
        return set;
    }

    /// <summary>Makes a set of crops that are in memory already.</summary>
    /// <param name="cropSize">Width and height of each.</param>
    /// <param name="crops">Name and BGR bytes of each.</param>
    public static CropSet FromMemory(int cropSize, IEnumerable<(string Source, byte[] Pixels)> crops)
    {
        CropSet set = new(cropSize);
        foreach ((string source, byte[] pixels) in crops)
        {
            ArgumentOutOfRangeException.ThrowIfNotEqual(pixels.Length, cropSize * cropSize * 3);
            set._sources.Add(source);
            set._crops.Add(pixels);
        }

        set.Counts = new CropSetCounts(set.Count, 0, 0);
        return set;
    }

    private static CropSet ReadPictures(IReadOnlyList<string> folders, int cropSize, string? cacheFile, Action<int, int>? progress)
    {
        List<(string Path, string Name)> files = [];
        foreach (string folder in folders)
        {
            if (!Directory.Exists(folder))
            {
                throw new ArgumentException($"There is no folder '{folder}'; give folders of pictures.");
            }

            files.AddRange(Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)
                .Where(ImageFormat.IsNamedBy)
                .Select(f => (f, Path.Join(Path.GetFileName(Path.TrimEndingDirectorySeparator(folder)), Path.GetRelativePath(folder, f)))));
        }

        if (files.Count == 0)
        {
            throw new ArgumentException($"No pictures ({string.Join(' ', ImageFormat.Extensions)}) below {string.Join(", ", folders)}.");
        }

        files.Sort((a, b) => string.CompareOrdinal(a.Name, b.Name));
        byte[] key = SHA256.HashData(Encoding.UTF8.GetBytes(
            $"{cropSize}\n" + string.Join('\n', files.Select(f => $"{f.Name} {new FileInfo(f.Path).Length}"))));
        CropSet set = new(cropSize);
        if (cacheFile is not null && File.Exists(cacheFile) && set.TryReadCache(cacheFile, key))
        {
            return set;
        }

        set.Build(files, progress);
        if (cacheFile is not null)
        {
            set.WriteCache(cacheFile, key);
        }

        return set;
    }

    private void Build(List<(string Path, string Name)> files, Action<int, int>? progress)
    {
        int withoutFace = 0, unreadable = 0, done = 0;

        // Portraits: the face is large, so the whole picture is enough; one that hides half its face is looked at less strictly.
        FaceSearchOptions whole = FaceSearchOptions.Photo with { Tiles = FaceSearchTiles.Never };
        using BlazeFaceDetector detector = new(new BlazeFaceOptions { Search = whole });
        using BlazeFaceDetector lenient = new(new BlazeFaceOptions { Search = whole, MinimumScore = LenientScore });
        using Mat crop = new(CropSize, CropSize, MatType.CV_8UC3);
        foreach ((string path, string name) in files)
        {
            try
            {
                using ImageFile file = ImageFile.Read(path);
                using Mat image = file.ToEightBit();
                IReadOnlyList<DetectedFace> faces = detector.Detect(image);
                faces = faces.Count > 0 ? faces : lenient.Detect(image);
                if (faces.Count == 0)
                {
                    withoutFace++;
                    _skipped.Add(new(name, "No face was found in it; give a clear portrait."));
                }
                else
                {
                    FaceWarp.ToCrop(image, FaceTemplate.Align(faces[0].KeyPoints, CropSize), crop);
                    _crops.Add(FaceBytes.Of(crop));
                    _sources.Add(name);
                }
            }
            catch (ImageFileException e)
            {
                unreadable++;
                _skipped.Add(new(name, e.Message));
            }

            progress?.Invoke(++done, files.Count);
        }

        Counts = new CropSetCounts(_crops.Count, withoutFace, unreadable);
    }

    private bool TryReadCache(string path, byte[] key)
    {
        using BinaryReader reader = new(File.OpenRead(path));
        if (!reader.ReadBytes(key.Length).AsSpan().SequenceEqual(key))
        {
            return false;
        }

        Counts = new CropSetCounts(reader.ReadInt32(), reader.ReadInt32(), reader.ReadInt32());
        for (int i = 0; i < Counts.Crops; i++)
        {
            _sources.Add(reader.ReadString());
            _crops.Add(reader.ReadBytes(CropSize * CropSize * 3));
        }

        return true;
    }

    private void WriteCache(string path, byte[] key)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        string temporary = path + ".tmp";
        using (BinaryWriter writer = new(File.Create(temporary)))
        {
            writer.Write(key);
            writer.Write(Counts.Crops);
            writer.Write(Counts.WithoutFace);
            writer.Write(Counts.Unreadable);
            for (int i = 0; i < Count; i++)
            {
                writer.Write(_sources[i]);
                writer.Write(_crops[i]);
            }
        }

        File.Move(temporary, path, overwrite: true);
    }
}
