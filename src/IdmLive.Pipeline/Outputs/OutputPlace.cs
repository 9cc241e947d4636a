using IdmLive.Pipeline.Media;

namespace IdmLive.Pipeline.Outputs;

/// <summary>Whether a video file can be put where it is to go.</summary>
internal static class OutputPlace
{
    /// <summary>Checks that a file can be written there.</summary>
    /// <param name="path">The file.</param>
    /// <param name="overwrite">Whether one of that name is replaced.</param>
    /// <exception cref="MediaException">It cannot.</exception>
    public static void Check(string path, bool overwrite)
    {
        string full = Path.GetFullPath(path), folder = Path.GetDirectoryName(full)!;
        if (Directory.Exists(full))
        {
            throw new MediaException(MediaFailure.Output, $"{path} is a folder; name the file to write.");
        }

        if (!Directory.Exists(folder))
        {
            throw new MediaException(MediaFailure.Output, $"The folder {folder} does not exist; make it, or give another place for the output.");
        }

        if (File.Exists(full) && !overwrite)
        {
            throw new MediaException(MediaFailure.Output, $"{path} exists already; give --force to replace it, or another name.");
        }
    }

    /// <summary>The sentence for what the system says when a file cannot be written.</summary>
    /// <param name="path">The file.</param>
    /// <param name="cause">What it says.</param>
    /// <param name="cureForFull">What to do where there is no space.</param>
    public static MediaException NotWritable(string path, Exception cause, string cureForFull)
    {
        bool full = cause.Message.Contains("No space left", StringComparison.OrdinalIgnoreCase)
            || cause.Message.Contains("not enough space", StringComparison.OrdinalIgnoreCase);
        string sentence = full ? $"There is not enough space to write {path}; {cureForFull}."
            : cause is UnauthorizedAccessException ? $"{path} cannot be written: there is no permission to write in its folder; choose another place."
            : $"{path} cannot be written: {cause.Message}";
        return new(MediaFailure.Output, sentence, cause);
    }
}
