using IdmLive.Pipeline.Faces;
using IdmLive.Pipeline.Imaging;
using OpenCvSharp;

namespace IdmLive.Pipeline.People;

/// <summary>Gathers faces from a folder of photos. One call at a time.</summary>
/// <param name="meter">Measures; stays the caller's.</param>
/// <param name="options">Settings; the defaults where null.</param>
public sealed class PhotoCandidates(CandidateMeter meter, CandidateReaderOptions? options = null)
{
    // Smaller faces are of no use for a crop of 256 pixels, and looking for them in large photos takes seconds each.
    private const double SmallestFace = 60;

    private static readonly string[] Unreadable = [".heic", ".heif", ".avif"];

    private readonly CandidateReaderOptions _options = options ?? new();

    /// <summary>Reads the photos of a folder in the order of their names; folders in it are left alone.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="progress">Told after each photo; null for nobody.</param>
    /// <param name="stop">Asks to stop.</param>
    /// <exception cref="PeopleException">There is no such folder, or no photo in it that can be read; one sentence.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="stop"/> was cancelled.</exception>
    public CandidateSet Read(string folder, Action<GatheringProgress>? progress = null, CancellationToken stop = default)
    {
        _options.Check();
        string[] all = Files(folder), photos = [.. all.Where(ImageFormat.IsNamedBy)];
        string[] foreign = [.. all.Where(f => Unreadable.Contains(Path.GetExtension(f), StringComparer.OrdinalIgnoreCase))];
        if (photos.Length == 0)
        {
            throw new PeopleException(PeopleFailure.Input, foreign.Length > 0
                ? $"{folder} holds {foreign.Length} pictures of a kind that cannot be read ({Path.GetFileName(foreign[0])}) and no others; save them as JPEG."
                : $"The folder {folder} holds no pictures ({string.Join(' ', ImageFormat.Extensions)}); give a folder with some.");
        }

        using CandidateCollector collector = new(meter, new BlazeFaceDetector(new() { Search = new() { SmallestFace = SmallestFace } }), isVideo: false, _options.Side);
        if (foreign.Length > 0)
        {
            collector.Note($"{foreign.Length} pictures are of a kind that cannot be read ({Path.GetFileName(foreign[0])}) and were left out; save them as JPEG.");
        }

        // Of too many photos every so-manieth, so that all days of a year have their part.
        double step = Math.Max(1, (double)photos.Length / _options.MostFrames);
        string[] chosen = [.. Enumerable.Range(0, (int)(photos.Length / step)).Select(i => photos[(int)(i * step)])];
        foreach (string photo in chosen)
        {
            stop.ThrowIfCancellationRequested();
            bool sees = Look(photo, collector);
            progress?.Invoke(new(collector.Seen, chosen.Length, collector.Count) { SeesFace = sees });
        }

        return collector.Seen > 0 ? collector.ToSet()
            : throw new PeopleException(PeopleFailure.Input, $"None of the {chosen.Length} pictures in {folder} can be read; {collector.ToSet().Notes[^1]}");
    }

    private static bool Look(string photo, CandidateCollector collector)
    {
        try
        {
            using ImageFile file = ImageFile.Read(photo);
            using Mat image = file.ToEightBit();
            if (image.Width < 8 || image.Height < 8)
            {
                collector.Note($"{photo} has {image.Width}x{image.Height} pixels and was left out.");
                return false;
            }

            return collector.Add(image, Path.GetFileName(photo), null);
        }
        catch (ImageFileException e)
        {
            collector.Note(e.Message);
            return false;
        }
    }

    private static string[] Files(string folder)
    {
        try
        {
            return [.. Directory.EnumerateFiles(folder).Where(f => Path.GetFileName(f)[0] != '.').Order(StringComparer.Ordinal)];
        }
        catch (DirectoryNotFoundException e)
        {
            throw new PeopleException(PeopleFailure.Input, $"There is no folder {folder}; give one with photos of the person.", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new PeopleException(PeopleFailure.Input, $"The folder {folder} cannot be read: {e.Message}", e);
        }
    }
}
