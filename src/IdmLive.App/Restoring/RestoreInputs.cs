using IdmLive.Pipeline.Imaging;

namespace IdmLive.App.Restoring;

/// <summary>A picture and where its result goes.</summary>
/// <param name="Input">The picture.</param>
/// <param name="Output">The result.</param>
internal readonly record struct PicturePair(string Input, string Output);

/// <summary>What is to be restored, from what the user named: either pictures, each with its output, or one video.</summary>
internal sealed record RestoreInputs
{
    /// <summary>The video; null where there are pictures.</summary>
    public string? Video { get; private init; }

    /// <summary>Where the video's result goes.</summary>
    public string VideoOutput { get; private init; } = "";

    /// <summary>The pictures; none where there is a video.</summary>
    public IReadOnlyList<PicturePair> Pictures { get; private init; } = [];

    /// <summary>Sorts out inputs and output.</summary>
    /// <exception cref="UserException">They do not go together, or something is missing.</exception>
    public static RestoreInputs Sort(RestoreOptions options)
    {
        if (options.Inputs.FirstOrDefault(path => !File.Exists(path) && !Directory.Exists(path)) is { } missing)
        {
            throw Bad($"{missing} does not exist.");
        }

        if (options.Inputs.Any(Directory.Exists))
        {
            return OfFolder(options);
        }

        string[] videos = [.. options.Inputs.Where(path => !IsPicture(path))];
        if (videos.Length == 0)
        {
            return OfPictures(options);
        }

        return options.Inputs.Count == 1
            ? new() { Video = videos[0], VideoOutput = InFolder(options.Output) ? Path.Combine(options.Output, Path.GetFileName(videos[0])) : options.Output }
            : throw Bad($"{videos[0]} is not a picture, and {options.Inputs.Count} inputs are given; give either pictures, or one video at a time.");
    }

    private static RestoreInputs OfFolder(RestoreOptions options)
    {
        string folder = options.Inputs[0];
        if (options.Inputs.Count > 1)
        {
            throw Bad($"{options.Inputs.Count} inputs are given and one is a folder; give one folder, or pictures.");
        }

        string[] pictures = [.. Directory.EnumerateFiles(folder).Where(path => IsPicture(path) && Path.GetFileName(path)[0] != '.').Order(StringComparer.Ordinal)];
        if (pictures.Length == 0)
        {
            throw Bad($"The folder {folder} holds no pictures ({string.Join(' ', ImageFormat.Extensions)}); give a folder with some, or a file.");
        }

        return new() { Pictures = IntoFolder(pictures, options) };
    }

    private static RestoreInputs OfPictures(RestoreOptions options)
    {
        bool folder = options.Inputs.Count > 1 || InFolder(options.Output);
        if (!folder)
        {
            string home = Path.GetDirectoryName(Path.GetFullPath(options.Output))!;
            if (!IsPicture(options.Output))
            {
                throw Bad($"{options.Output} does not end as a picture does; name it .png, .jpg, .webp, .tif or .bmp.");
            }

            if (!Directory.Exists(home))
            {
                throw new UserException(ExitStatus.OutputFailed, $"The folder {home} does not exist; make it, or give another place for the output.");
            }
        }

        return new() { Pictures = folder ? IntoFolder(options.Inputs, options) : Checked([new(options.Inputs[0], options.Output)], options) };
    }

    private static PicturePair[] IntoFolder(IReadOnlyList<string> pictures, RestoreOptions options)
    {
        if (File.Exists(options.Output))
        {
            throw Bad($"{options.Output} is a file; {pictures.Count} picture(s) need a folder as output.");
        }

        PicturePair[] pairs = Checked([.. pictures.Select(path => new PicturePair(path, Path.Combine(options.Output, Path.GetFileName(path))))], options);
        try
        {
            Directory.CreateDirectory(options.Output);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UserException(ExitStatus.OutputFailed, $"The folder {options.Output} cannot be made: {e.Message}", e);
        }

        return pairs;
    }

    private static PicturePair[] Checked(PicturePair[] pairs, RestoreOptions options)
    {
        HashSet<string> outputs = new(OperatingSystem.IsWindows() ? StringComparer.OrdinalIgnoreCase : StringComparer.Ordinal);
        foreach (PicturePair pair in pairs)
        {
            if (!outputs.Add(Path.GetFullPath(pair.Output)))
            {
                throw Bad($"Two inputs are called {Path.GetFileName(pair.Input)} and would both become {pair.Output}; restore them one after the other.");
            }

            if (Path.GetFullPath(pair.Input) == Path.GetFullPath(pair.Output))
            {
                throw Bad($"Input and output are the same file ({pair.Output}); give the output another name or folder.");
            }
        }

        PicturePair[] existing = [.. pairs.Where(pair => File.Exists(pair.Output))];
        if (existing.Length > 0 && !options.Force && !options.Resume)
        {
            string more = existing.Length > 1 ? $" (and {existing.Length - 1} more)" : "";
            throw new UserException(
                ExitStatus.OutputFailed, $"{existing[0].Output}{more} exists already; give --force to replace it, --resume to leave what is there, or another name.");
        }

        return options.Resume && !options.Force ? [.. pairs.Except(existing)] : pairs;
    }

    private static bool InFolder(string output) => Directory.Exists(output) || Path.EndsInDirectorySeparator(output);

    private static bool IsPicture(string path) => ImageFormat.IsNamedBy(path);

    private static UserException Bad(string message) => new(ExitStatus.BadInput, message);
}
