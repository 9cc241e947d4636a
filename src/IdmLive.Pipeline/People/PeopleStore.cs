using System.Globalization;

namespace IdmLive.Pipeline.People;

/// <summary>
/// The enrolled people of this user. Each has a folder with one numbered folder for an enrolment; the highest number counts. A new enrolment is
/// prepared under a hidden name and moved to the next number whole, so that a program which is ended at any moment leaves the old person or the new
/// one. What is not needed any more is deleted after that, at the latest when the store is next listed. Any thread; several programs at a time.
/// </summary>
public sealed class PeopleStore
{
    private const string StageEnding = ".unfinished", LearningEnding = ".learning", LockEnding = ".lock";

    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(500);

    private readonly PrivateFiles _files;
    private readonly RemovedPeople _removed;

    /// <summary>Opens a store; nothing is made before somebody is enrolled.</summary>
    /// <param name="folder">Its folder; null for the usual one (<see cref="PeopleFolder"/>).</param>
    /// <exception cref="PeopleException">There is no usual folder.</exception>
    public PeopleStore(string? folder = null)
        : this(PeopleFolder.Locate(folder), new PrivateFiles())
    {
    }

    internal PeopleStore(string root, PrivateFiles files) => (Root, _files, _removed) = (root, files, new(root, files));

    /// <summary>The folder.</summary>
    public string Root { get; }

    /// <summary>Names of enrolments that were begun and not finished, in small letters and order.</summary>
    public IReadOnlyList<string> Unfinished => [.. Stages().Select(f => Path.GetFileName(f)[1..^StageEnding.Length]).Order(StringComparer.Ordinal)];

    /// <summary>Everybody who is enrolled, by name; those whose record is damaged with a sentence that says so. Deletes what interrupted programs left of removed people.</summary>
    /// <exception cref="PeopleException">The folder cannot be read.</exception>
    public IReadOnlyList<PersonEntry> List()
    {
        _removed.TryDelete(null);
        Array.ForEach(Folders(), SweepPerson);
        return [.. Folders().Select(EnrolmentFolders.Entry).OfType<PersonEntry>().OrderBy(e => e.Name, StringComparer.OrdinalIgnoreCase)];
    }

    /// <summary>Finds a person; capital letters make no difference.</summary>
    /// <returns>Null where nobody of that name is enrolled.</returns>
    /// <exception cref="PeopleException">The name is none, or the record is damaged.</exception>
    public EnrolledPerson? Find(string name) => EnrolmentFolders.Newest(PathOf(name)) is { } folder ? EnrolmentFolders.Open(folder, PersonName.Folder(name)) : null;

    /// <summary>Begins to enrol a person, or goes on where an earlier program stopped. Whoever is enrolled by that name stays until <see cref="Commit"/>.</summary>
    /// <exception cref="PeopleException">The name is none, is taken by another program, or nothing can be written.</exception>
    public PersonStage Begin(string name) => Open(name, StageEnding);

    /// <summary>The same for learning from frames of calls: it has a folder of its own, so that it never takes an interrupted enrolment for its own.</summary>
    /// <inheritdoc cref="Begin"/>
    public PersonStage BeginLearning(string name) => Open(name, LearningEnding);

    /// <summary>Puts an enrolment in place of an older one of that name, in one step.</summary>
    /// <param name="stage">With its record saved and every file that the record names; over afterwards.</param>
    /// <exception cref="PeopleException">Something is missing, or nothing can be written; the older enrolment stays.</exception>
    public EnrolledPerson Commit(PersonStage stage)
    {
        ArgumentNullException.ThrowIfNull(stage);
        ObjectDisposedException.ThrowIf(stage.IsOver, stage);
        EnrolledPerson person = EnrolmentFolders.Open(stage.Folder, PersonName.Folder(stage.Name));
        if (person.Record.Crops.FirstOrDefault(c => !File.Exists(person.CropPath(c))) is { } crop)
        {
            throw new PeopleException(PeopleFailure.Input, $"The crop {crop.File} of {stage.Name} is missing; enrol the person again.");
        }

        string home = PathOf(stage.Name), next = Path.Combine(home, (EnrolmentFolders.Number(EnrolmentFolders.Newest(home)) + 1).ToString(CultureInfo.InvariantCulture));
        try
        {
            _files.Close(stage.Folder);
            _files.MakeFolder(home);
            _files.Move(stage.Folder, next);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Unwritable(next, e);
        }

        stage.IsOver = true;
        if (StageOf(stage.Name, LearningEnding) is { } learning && Directory.Exists(learning))
        {
            // It began from what has just been replaced.
            _removed.TryHide(learning, Path.GetFileName(home));
        }

        SweepPerson(home);
        stage.Dispose();
        return person with { Folder = next };
    }

    /// <summary>Deletes everything of a person: crops, personal weights, embeddings, and what unfinished enrolments left.</summary>
    /// <returns>Whether there was anything.</returns>
    /// <exception cref="PeopleException">The name is none, is taken by another program, or something cannot be deleted.</exception>
    public bool Remove(string name)
    {
        string folder = PersonName.Folder(name), home = PathOf(name);
        string[] stages = [.. new[] { StageOf(name, StageEnding), StageOf(name, LearningEnding) }.Where(Directory.Exists)];
        bool isHome = EnrolmentFolders.Newest(home) is not null, isFound = isHome || stages.Length > 0 || _removed.Of(folder).Any();
        if (!isFound && !IsEmpty(home) && !File.Exists(LockPath(name)))
        {
            return false;
        }

        using PersonLock held = Take(name, Patience);
        try
        {
            if (isHome || IsEmpty(home))
            {
                _removed.Hide(home, folder);
            }

            foreach (string stage in stages)
            {
                _removed.Hide(stage, folder);
            }

            _removed.Delete(folder);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new PeopleException(PeopleFailure.Output, $"Not everything of {name} can be deleted ({e.Message.TrimEnd('.')}); put that right and remove the person again.", e);
        }

        return isFound;
    }

    /// <summary>What cannot be written, as a sentence.</summary>
    internal static PeopleException Unwritable(string path, Exception e) =>
        e as PeopleException ?? new(PeopleFailure.Output, $"'{path}' cannot be written: {e.Message}", e);

    private PersonStage Open(string name, string ending)
    {
        string folder = StageOf(name, ending);
        PersonLock held = Take(name, Patience);
        try
        {
            bool isResumed = Directory.Exists(folder) && Directory.EnumerateFileSystemEntries(folder).Any();
            _files.MakeFolder(folder);
            SweepPerson(PathOf(name));
            return new(name, folder, isResumed, _files, held);
        }
        catch (Exception e)
        {
            held.Dispose();
            throw e is IOException and not PeopleException or UnauthorizedAccessException ? Unwritable(folder, e) : e;
        }
    }

    private static bool IsEmpty(string folder) => Directory.Exists(folder) && !Directory.EnumerateFileSystemEntries(folder).Any();

    /// <summary>Does something to the enrolment of a person that counts, while nobody else enrols, teaches or removes that person.</summary>
    /// <param name="person">As it was found.</param>
    /// <param name="work">Gets what writes and deletes.</param>
    /// <returns>False where another program has the name, or the enrolment was removed or replaced: nothing was done.</returns>
    internal bool TryWith(EnrolledPerson person, Action<PrivateFiles> work)
    {
        if (!Directory.Exists(person.Folder))
        {
            return false;
        }

        try
        {
            using PersonLock held = Take(person.Record.Name, TimeSpan.Zero);
            if (EnrolmentFolders.Newest(PathOf(person.Record.Name)) != person.Folder || Find(person.Record.Name)?.Record.Created != person.Record.Created)
            {
                return false;
            }

            work(_files);
            return true;
        }
        catch (PeopleException e) when (e.Failure == PeopleFailure.Output)
        {
            return false;
        }
    }

    private PersonLock Take(string name, TimeSpan patience)
    {
        try
        {
            _files.MakeFolder(Root);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Unwritable(Root, e);
        }

        return new(LockPath(name), name, patience);
    }

    private string LockPath(string name) => Path.Combine(Root, $".{PersonName.Folder(name)}{LockEnding}");

    private string StageOf(string name, string ending) => Path.Combine(Root, $".{PersonName.Folder(name)}{ending}");

    private string PathOf(string name) => Path.Combine(Root, PersonName.Folder(name));

    private string[] Folders()
    {
        try
        {
            return Directory.Exists(Root) ? [.. Directory.GetDirectories(Root).Where(IsPerson)] : [];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new PeopleException(PeopleFailure.Input, $"The folder of enrolled people '{Root}' cannot be read: {e.Message}", e);
        }

        static bool IsPerson(string path)
        {
            string name = Path.GetFileName(path);
            return name[0] != '.' && name == name.ToLowerInvariant();
        }
    }

    private IEnumerable<string> Stages() =>
        Directory.Exists(Root) ? Directory.GetDirectories(Root).Where(f => Path.GetFileName(f)[0] == '.' && f.EndsWith(StageEnding, StringComparison.Ordinal)) : [];

    /// <summary>
    /// Deletes enrolments that a newer one has replaced, and what only the enrolment itself needed: not before it is in place, or an interrupted program could not
    /// go on with it. As far as that is possible.
    /// </summary>
    private void SweepPerson(string home)
    {
        string person = Path.GetFileName(home);
        RemovedPeople.Try(() =>
        {
            string? newest = EnrolmentFolders.Newest(home);
            foreach (string older in newest is null ? [] : Directory.GetDirectories(home).Where(f => EnrolmentFolders.IsEnrolment(f) && f != newest))
            {
                _removed.TryHide(older, person);
            }

            if (newest is not null)
            {
                _files.DeleteFolder(Path.Combine(newest, PersonStage.WorkFolder));
            }
        });
        _removed.TryDelete(person);
    }
}
