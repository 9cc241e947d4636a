using IdmLive.Pipeline.Imaging;

namespace IdmLive.Tools.Preparing;

/// <summary>Finds the pictures and videos below what the user named.</summary>
internal static class SourceList
{
    private static readonly string[] VideoEndings =
        [".mp4", ".m4v", ".mov", ".mkv", ".webm", ".avi", ".mpg", ".mpeg", ".ts", ".mts", ".wmv", ".ogv", ".3gp", ".flv"];

    /// <summary>All of them, by name; hidden files and what lies in the output are left out.</summary>
    /// <exception cref="ArgumentException">An input does not exist, two have the same name, or there is nothing in them.</exception>
    public static IReadOnlyList<SourceFile> Find(IReadOnlyList<string> inputs, string output)
    {
        string outside = Path.TrimEndingDirectorySeparator(Path.GetFullPath(output)) + Path.DirectorySeparatorChar;
        Dictionary<string, SourceFile> sources = [];
        foreach (string input in inputs)
        {
            string full = Path.TrimEndingDirectorySeparator(Path.GetFullPath(input));
            if (File.Exists(full) && !IsPicture(full) && !IsVideo(full))
            {
                throw new ArgumentException($"'{input}' is named neither as a picture nor as a video; give folders, pictures ({Endings(ImageFormat.Extensions)}) or videos ({Endings(VideoEndings)}).");
            }

            if (!Path.Exists(full))
            {
                throw new ArgumentException($"'{input}' does not exist; give folders of pictures or videos.");
            }

            IEnumerable<string> files = File.Exists(full) ? [full] : Directory.EnumerateFiles(full, "*", Below);
            string root = Path.GetDirectoryName(full) ?? full;
            foreach (string file in files.Where(f => (IsPicture(f) || IsVideo(f)) && !f.StartsWith(outside, StringComparison.Ordinal)))
            {
                FileInfo info = new(file);
                SourceFile source = new(file, Path.GetRelativePath(root, file).Replace('\\', '/'), IsVideo(file), info.Length, info.LastWriteTimeUtc.Ticks);
                if (sources.TryGetValue(source.Name, out SourceFile? other) && other.Path != file)
                {
                    throw new ArgumentException($"'{other.Path}' and '{file}' would both be listed as '{source.Name}'; prepare them one after the other.");
                }

                sources[source.Name] = source;
            }
        }

        return sources.Count > 0
            ? [.. sources.Values.OrderBy(s => s.Name, StringComparer.Ordinal)]
            : throw new ArgumentException(
                $"There are no pictures ({Endings(ImageFormat.Extensions)}) or videos ({Endings(VideoEndings)}) in {string.Join(", ", inputs.Select(i => $"'{i}'"))}; give folders with some.");
    }

    private static EnumerationOptions Below => new() { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.Hidden | FileAttributes.System, IgnoreInaccessible = true };

    private static bool IsPicture(string path) => ImageFormat.IsNamedBy(path);

    private static bool IsVideo(string path) => VideoEndings.Contains(Path.GetExtension(path), StringComparer.OrdinalIgnoreCase);

    private static string Endings(IEnumerable<string> endings) => string.Join(' ', endings);
}
