namespace IdmLive.Pipeline.People;

/// <summary>
/// What is to be deleted from a store: first moved out of sight, in one step, so that nobody ever sees half a person; then deleted file by file. What an
/// interrupted program leaves out of sight the next one deletes.
/// </summary>
/// <param name="root">The store's folder.</param>
/// <param name="files">Moves and deletes.</param>
internal sealed class RemovedPeople(string root, PrivateFiles files)
{
    private const string Mark = ".removed.";

    /// <summary>Takes a folder out of sight; from here on it is gone, whenever its files are deleted.</summary>
    /// <param name="path">The folder.</param>
    /// <param name="person">Whose.</param>
    public void Hide(string path, string person) => files.Move(path, Path.Combine(root, $".{person}{Mark}{Guid.NewGuid():N}"));

    /// <summary>What is out of sight and not deleted; nothing where the store cannot be read, which whoever lists it is told.</summary>
    /// <param name="person">Of whom; null for all.</param>
    public IEnumerable<string> Of(string? person)
    {
        string[] folders = [];
        Try(() => folders = Directory.Exists(root) ? Directory.GetDirectories(root) : []);
        return folders.Where(path =>
        {
            string name = Path.GetFileName(path);
            int mark = name.IndexOf(Mark, StringComparison.Ordinal);
            return name[0] == '.' && mark > 0 && Guid.TryParseExact(name[(mark + Mark.Length)..], "N", out _) && (person is null || name[1..mark] == person);
        });
    }

    /// <summary>Deletes all that is out of sight.</summary>
    /// <param name="person">Of whom.</param>
    /// <exception cref="IOException">Something cannot be deleted.</exception>
    public void Delete(string person)
    {
        foreach (string path in Of(person).ToArray())
        {
            files.DeleteFolder(path);
        }
    }

    /// <summary>Takes a folder out of sight, if that is possible.</summary>
    public void TryHide(string path, string person) => Try(() => Hide(path, person));

    /// <summary>Deletes what is out of sight, as far as that is possible.</summary>
    /// <param name="person">Of whom; null for all.</param>
    public void TryDelete(string? person)
    {
        foreach (string path in Of(person).ToArray())
        {
            Try(() => files.DeleteFolder(path));
        }
    }

    /// <summary>Does what may fail: another program reads or deletes the same, or it is another user's.</summary>
    public static void Try(Action work)
    {
        try
        {
            work();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // It is of no use to anybody, and the next listing tries again.
        }
    }
}
