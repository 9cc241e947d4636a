using System.Runtime.Versioning;

namespace IdmLive.Pipeline.People;

/// <summary>
/// Writes, moves and deletes files that nobody but their owner may read: folders are made with 0700 and files with 0600, so no moment exists in
/// which others could open them. Each single operation is told afterwards, so a test can break off after any of them. Any thread.
/// </summary>
/// <param name="step">Called after each operation with a word for it and the path; null for nothing.</param>
internal sealed class PrivateFiles(Action<string, string>? step = null)
{
    private const UnixFileMode OwnerFolder = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
    private const UnixFileMode OwnerFile = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>Opens a file for writing that only its owner can read; an existing one is refused.</summary>
    public static FileStream Create(string path) => new(path, Options(FileMode.CreateNew, FileShare.None));

    /// <summary>Opens or makes a file that is a lock: a second one fails until this one is closed or its process is gone.</summary>
    /// <exception cref="IOException">Somebody holds it.</exception>
    public static FileStream Lock(string path) => new(path, Options(FileMode.OpenOrCreate, FileShare.None));

    /// <summary>Makes a folder, those above it too where they are missing.</summary>
    public void MakeFolder(string path)
    {
        if (Directory.Exists(path))
        {
            return;
        }

        if (OperatingSystem.IsWindows())
        {
            // The user's own data folder is closed to others there, and what is made in it inherits that.
            Directory.CreateDirectory(path);
        }
        else
        {
            Directory.CreateDirectory(path, OwnerFolder);
        }

        step?.Invoke("made", path);
    }

    /// <summary>Writes a file whole or not at all: under a temporary name first, which <see cref="IsTemporary"/> knows.</summary>
    public void Write(string path, ReadOnlySpan<byte> bytes)
    {
        string temporary = path + ".tmp";
        File.Delete(temporary);
        using (FileStream stream = Create(temporary))
        {
            step?.Invoke("begun", temporary);
            stream.Write(bytes);
            stream.Flush(flushToDisk: true);
        }

        step?.Invoke("written", temporary);
        File.Move(temporary, path, overwrite: true);
        step?.Invoke("named", path);
    }

    /// <summary>Whether a file is what an interrupted <see cref="Write"/> left.</summary>
    public static bool IsTemporary(string path) => path.EndsWith(".tmp", StringComparison.Ordinal);

    /// <summary>Gives a folder another name, in one step.</summary>
    public void Move(string from, string to)
    {
        Directory.Move(from, to);
        step?.Invoke("moved", to);
    }

    /// <summary>Deletes a file, if it is there.</summary>
    public void Delete(string path)
    {
        if (File.Exists(path))
        {
            File.Delete(path);
            step?.Invoke("deleted", path);
        }
    }

    /// <summary>Deletes a folder with all that is in it, if it is there. Links are deleted, not followed.</summary>
    public void DeleteFolder(string path)
    {
        if (!Directory.Exists(path))
        {
            return;
        }

        if (new DirectoryInfo(path).LinkTarget is null)
        {
            foreach (string file in Directory.GetFiles(path))
            {
                File.Delete(file);
                step?.Invoke("deleted", file);
            }

            foreach (string folder in Directory.GetDirectories(path))
            {
                DeleteFolder(folder);
            }
        }

        Directory.Delete(path);
        step?.Invoke("deleted", path);
    }

    /// <summary>Takes from everybody but the owner what other code may have left them in a folder.</summary>
    public void Close(string folder)
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        CloseAll(Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories), OwnerFile);
        CloseAll(Directory.EnumerateDirectories(folder, "*", SearchOption.AllDirectories), OwnerFolder);
    }

    [UnsupportedOSPlatform("windows")]
    private void CloseAll(IEnumerable<string> paths, UnixFileMode mode)
    {
        foreach (string path in paths.ToArray())
        {
            if (File.GetUnixFileMode(path) != mode)
            {
                File.SetUnixFileMode(path, mode);
                step?.Invoke("closed", path);
            }
        }
    }

    private static FileStreamOptions Options(FileMode mode, FileShare share)
    {
        FileStreamOptions options = new() { Mode = mode, Access = FileAccess.Write, Share = share };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = OwnerFile;
        }

        return options;
    }
}
