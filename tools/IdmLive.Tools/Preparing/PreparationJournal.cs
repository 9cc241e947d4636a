using System.Text;
using System.Text.Json;
using IdmLive.Training.Data;

namespace IdmLive.Tools.Preparing;

/// <summary>
/// How far the preparation of a folder has come: one line of JSON for each picture and frame, on the disk before the next one is begun
/// with. A line that an interruption cut off is forgotten, and so is a source whose crops were deleted. Open, it keeps others out.
/// </summary>
internal sealed class PreparationJournal : IDisposable
{
    private readonly FileStream _file;
    private readonly List<JournalEntry> _entries = [];
    private readonly HashSet<(string Name, long Length, long Modified)> _done = [];
    private readonly Dictionary<string, string> _doneHashes = [];
    private readonly Dictionary<string, JournalEntry> _lastFrames = [];

    private PreparationJournal(FileStream file) => _file = file;

    /// <summary>All entries that hold, oldest first.</summary>
    public IReadOnlyList<JournalEntry> Entries => _entries;

    /// <summary>Opens the journal of a prepared folder, or begins one in a new or empty folder.</summary>
    /// <exception cref="ArgumentException">The folder holds something else, was made by other rules, is in use, or its journal is damaged.</exception>
    public static PreparationJournal Open(string folder, CropRules rules)
    {
        string path = Path.Join(folder, CropManifest.JournalName);
        if (!File.Exists(path) && (File.Exists(folder) || (Directory.Exists(folder) && Directory.EnumerateFileSystemEntries(folder).Any())))
        {
            throw new ArgumentException($"'{folder}' exists and was not made by prepare; name a new or an empty folder.");
        }

        Directory.CreateDirectory(folder);
        FileStream file;
        try
        {
            file = new(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read);
        }
        catch (IOException e)
        {
            throw new ArgumentException($"'{path}' cannot be opened, perhaps because another prepare works in that folder ({e.Message.TrimEnd('.')}); wait for it.", e);
        }

        PreparationJournal journal = new(file);
        try
        {
            journal.Load(folder, path, rules);
            return journal;
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>Whether a file of this name, length and time of change is done.</summary>
    public bool IsDone(SourceFile source) => _done.Contains((source.Name, source.Length, source.Modified));

    /// <summary>The name under which a file of this hash was done; null where none was.</summary>
    public string? DoneAs(string sha256) => _doneHashes.GetValueOrDefault(sha256);

    /// <summary>The last frame of a video that is done; null where there is none.</summary>
    public JournalEntry? LastFrame(string sha256) => _lastFrames.GetValueOrDefault(sha256);

    /// <summary>Puts an entry on the disk.</summary>
    /// <exception cref="IOException">It cannot be written.</exception>
    public void Append(JournalEntry entry)
    {
        WriteLine(JsonSerializer.Serialize(entry, CropManifest.Lines));
        Take(entry);
    }

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();

    private void Load(string folder, string path, CropRules rules)
    {
        byte[] bytes = new byte[_file.Length];
        _file.ReadExactly(bytes);
        int whole = bytes.AsSpan().LastIndexOf((byte)'\n') + 1;
        _file.SetLength(whole);
        _file.Position = whole;
        if (whole == 0)
        {
            WriteLine(JsonSerializer.Serialize(new Header(CropManifest.CurrentFormat, rules), CropManifest.Lines));
            return;
        }

        string[] lines = Encoding.UTF8.GetString(bytes, 0, whole - 1).Split('\n');
        try
        {
            Header? header = JsonSerializer.Deserialize<Header>(lines[0], CropManifest.Lines);
            if (header is null || header.Format != CropManifest.CurrentFormat || !header.Rules.SameAs(rules))
            {
                throw new ArgumentException($"'{folder}' was begun with other options ({lines[0]}); give the same ones to go on, or another folder.");
            }

            foreach (string line in lines.Skip(1))
            {
                Take(JsonSerializer.Deserialize<JournalEntry>(line, CropManifest.Lines)!);
            }
        }
        catch (JsonException e)
        {
            throw new ArgumentException($"'{path}' is damaged ({e.Message.TrimEnd('.')}); prepare the pictures again into a new folder.", e);
        }

        foreach (JournalEntry entry in _entries.Where(e => e.Crops.Any(c => c.Files.Any(f => !IsThere(folder, f)))).DistinctBy(e => e.Sha256).ToArray())
        {
            Append(new JournalEntry { Source = entry.Source, Length = entry.Length, Modified = entry.Modified, Sha256 = entry.Sha256, Anew = true });
        }
    }

    private static bool IsThere(string folder, CropFile file) => new FileInfo(Path.Join(folder, file.Path)) is { Exists: true } info && info.Length == file.Bytes;

    private void Take(JournalEntry entry)
    {
        if (entry.Anew)
        {
            _entries.RemoveAll(e => e.Sha256 == entry.Sha256);
            _lastFrames.Remove(entry.Sha256!);
            _doneHashes.Remove(entry.Sha256!);
            _done.Clear();
            _done.UnionWith(_entries.Where(e => e.Done && e.Sha256 is not null).Select(e => (e.Source, e.Length, e.Modified)));
            return;
        }

        _entries.Add(entry);
        if (entry.Sha256 is null)
        {
            return; // could not be read: looked at again each time
        }

        if (entry.Frame is not null)
        {
            _lastFrames[entry.Sha256] = entry;
        }

        if (entry.Done)
        {
            _done.Add((entry.Source, entry.Length, entry.Modified));
            _doneHashes.TryAdd(entry.Sha256, entry.Source);
        }
    }

    private void WriteLine(string line)
    {
        _file.Write(Encoding.UTF8.GetBytes(line + "\n"));
        _file.Flush(flushToDisk: true);
    }

    private sealed record Header(int Format, CropRules Rules);
}
