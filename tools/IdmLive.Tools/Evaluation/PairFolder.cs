using IdmLive.Pipeline.Imaging;
using IdmLive.Training.Data;
using OpenCvSharp;

namespace IdmLive.Tools.Evaluation;

/// <summary>
/// Pairs that lie in the folders <c>clean</c> and <c>degraded</c>, matched by file name without extension: aligned faces of one
/// size. Pictures that cannot be read or have no partner are skipped and listed. Read wholly into memory.
/// </summary>
public sealed class PairFolder : IPairSource
{
    private const int NamedInSentence = 3;
    private static readonly string[] Extensions = [".jpg", ".jpeg", ".png", ".webp", ".bmp", ".tif", ".tiff"];
    private readonly List<(string Name, byte[] Clean, byte[] Degraded)> _pairs = [];
    private readonly List<SkippedPicture> _skipped = [];
    private readonly string _folder;

    /// <summary>Reads the pairs.</summary>
    /// <param name="folder">Folder with the sub-folders <c>clean</c> and <c>degraded</c>.</param>
    /// <param name="faceSize">Width and height that every face must have, pixels.</param>
    /// <exception cref="ArgumentException">A folder is missing, there is no pair, or a face has another size.</exception>
    public PairFolder(string folder, int faceSize)
    {
        _folder = folder;
        FaceSize = faceSize;
        SortedDictionary<string, string> clean = Files(folder, "clean"), degraded = Files(folder, "degraded");
        List<string> ofOtherSize = [];
        foreach ((string stem, string path) in clean)
        {
            if (!degraded.TryGetValue(stem, out string? twin))
            {
                _skipped.Add(new(Path.Join("clean", Path.GetFileName(path)), "It has no partner in the folder degraded."));
                continue;
            }

            using Mat? x = TryRead(path, "clean"), y = TryRead(twin, "degraded");
            if (x is null || y is null)
            {
                continue;
            }

            if (x.Width != faceSize || x.Height != faceSize || y.Width != faceSize || y.Height != faceSize)
            {
                ofOtherSize.Add($"{stem} ({x.Width}x{x.Height} clean, {y.Width}x{y.Height} degraded)");
                continue;
            }

            _pairs.Add((Path.GetFileName(path), FaceBytes.Of(x), FaceBytes.Of(y)));
        }

        _skipped.AddRange(degraded.Where(d => !clean.ContainsKey(d.Key))
            .Select(d => new SkippedPicture(Path.Join("degraded", Path.GetFileName(d.Value)), "It has no partner in the folder clean.")));
        Check(ofOtherSize);
    }

    /// <inheritdoc/>
    public int Count => _pairs.Count;

    /// <inheritdoc/>
    public int FaceSize { get; }

    /// <inheritdoc/>
    public string Degradation => $"pairs of {Path.GetFileName(Path.TrimEndingDirectorySeparator(_folder))}";

    /// <inheritdoc/>
    public IReadOnlyList<SkippedPicture> Skipped => _skipped;

    /// <inheritdoc/>
    public TestPair Pair(int index) =>
        new(_pairs[index].Name, FaceBytes.ToMat(_pairs[index].Clean, FaceSize), FaceBytes.ToMat(_pairs[index].Degraded, FaceSize));

    private static SortedDictionary<string, string> Files(string folder, string part)
    {
        string path = Path.Join(folder, part);
        if (!Directory.Exists(path))
        {
            throw new ArgumentException($"There is no folder '{path}'; pairs lie in the sub-folders clean and degraded, under equal names.");
        }

        SortedDictionary<string, string> files = new(StringComparer.Ordinal);
        foreach (string file in Directory.EnumerateFiles(path).Where(f => Extensions.Contains(Path.GetExtension(f).ToLowerInvariant())))
        {
            string stem = Path.GetFileNameWithoutExtension(file);
            if (!files.TryAdd(stem, file))
            {
                throw new ArgumentException(
                    $"'{Path.GetFileName(files[stem])}' and '{Path.GetFileName(file)}' in '{path}' have one name but for the extension; leave one.");
            }
        }

        return files;
    }

    private Mat? TryRead(string path, string part)
    {
        try
        {
            using ImageFile file = ImageFile.Read(path);
            return file.ToEightBit();
        }
        catch (ImageFileException e)
        {
            _skipped.Add(new(Path.Join(part, Path.GetFileName(path)), e.Message));
            return null;
        }
    }

    private void Check(List<string> ofOtherSize)
    {
        if (ofOtherSize.Count > 0)
        {
            string more = ofOtherSize.Count > NamedInSentence ? $" and {ofOtherSize.Count - NamedInSentence} more" : "";
            throw new ArgumentException(
                $"Not every pair of '{_folder}' is {FaceSize}x{FaceSize}, the size of the model: " +
                $"{string.Join(", ", ofOtherSize.Take(NamedInSentence))}{more}; give aligned crops of one size.");
        }

        if (_pairs.Count == 0)
        {
            throw new ArgumentException(
                $"There is no pair of readable pictures in '{_folder}' ({_skipped.Count} were skipped); pairs lie in the sub-folders clean and degraded, under equal names.");
        }
    }
}
