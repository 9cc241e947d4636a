using IdmLive.Pipeline.Measures;

namespace IdmLive.Pipeline.People;

/// <summary>
/// An enrolment that is not finished: a folder beside the enrolled people that <see cref="PeopleStore.Commit"/> puts in place. It outlives the
/// program, and <see cref="PeopleStore.Begin"/> goes on with it. While it is open nobody else can enrol or remove this name. One thread at a time.
/// </summary>
public sealed class PersonStage : IDisposable
{
    /// <summary>Name of the folder for crops in a person's folder.</summary>
    public const string CropFolder = "crops";

    /// <summary>Name of the folder for what only the enrolment itself needs; not taken over.</summary>
    public const string WorkFolder = "work";

    private readonly PrivateFiles _files;
    private readonly PersonLock _lock;

    internal PersonStage(string name, string folder, bool isResumed, PrivateFiles files, PersonLock held)
    {
        (Name, Folder, IsResumed, _files, _lock) = (name, folder, isResumed, files, held);
        RemoveTemporaries();
    }

    /// <summary>The name that was given.</summary>
    public string Name { get; }

    /// <summary>The folder, which only the owner can open.</summary>
    public string Folder { get; }

    /// <summary>Whether an interrupted enrolment left something.</summary>
    public bool IsResumed { get; }

    /// <summary>Whether it was committed or discarded; nothing can be written any more.</summary>
    public bool IsOver { get; internal set; }

    /// <summary>The record as it was last saved; null where there is none yet.</summary>
    /// <exception cref="PeopleException">It is damaged.</exception>
    public PersonRecord? ReadRecord()
    {
        string path = Path.Combine(Folder, PersonRecord.FileName);
        return File.Exists(path) ? PersonRecord.Read(path) : null;
    }

    /// <summary>Saves the record, whole or not at all.</summary>
    /// <exception cref="PeopleException">It contradicts itself, or cannot be written.</exception>
    public void Save(PersonRecord record)
    {
        ArgumentNullException.ThrowIfNull(record);
        if (PersonName.Folder(record.Name) != PersonName.Folder(Name))
        {
            throw new PeopleException(PeopleFailure.Input, $"The record of {record.Name} cannot be saved as {Name}'s.");
        }

        Write(PersonRecord.FileName, record.ToBytes());
    }

    /// <summary>Begins from the crops that are kept of a person: for training anew when the model was replaced.</summary>
    /// <param name="person">Of this name.</param>
    /// <returns>The person's record without weights and figures, saved.</returns>
    /// <exception cref="PeopleException">A crop is missing, or something cannot be written.</exception>
    public PersonRecord TakeOver(EnrolledPerson person)
    {
        ArgumentNullException.ThrowIfNull(person);
        foreach (PersonCrop crop in person.Record.Crops)
        {
            byte[] png;
            try
            {
                png = File.ReadAllBytes(person.CropPath(crop));
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                throw new PeopleException(PeopleFailure.Input, $"The crop {crop.File} of {Name} cannot be read ({e.Message.TrimEnd('.')}); enrol the person anew.", e);
            }

            WriteCrop(crop.File, png);
        }

        PersonRecord record = person.Record with { AdapterFile = null, Accepted = false, Figures = new Dictionary<string, ConfidenceInterval>() };
        Save(record);
        return record;
    }

    /// <summary>Writes a crop, whole or not at all.</summary>
    /// <param name="file">Name without folder.</param>
    /// <param name="png">The file's bytes.</param>
    /// <exception cref="PeopleException">It cannot be written.</exception>
    public void WriteCrop(string file, ReadOnlySpan<byte> png) => Write(Path.Combine(CropFolder, Path.GetFileName(file)), png);

    /// <summary>Writes a file, whole or not at all, over an older one; only the owner can read it at any moment.</summary>
    /// <param name="file">Path inside the folder.</param>
    /// <param name="bytes">What it holds.</param>
    /// <exception cref="PeopleException">It cannot be written.</exception>
    public void Write(string file, ReadOnlySpan<byte> bytes)
    {
        string path = PathOf(file);
        try
        {
            _files.MakeFolder(Path.GetDirectoryName(path)!);
            _files.Write(path, bytes);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw PeopleStore.Unwritable(path, e);
        }
    }

    /// <summary>Writes a file of the enrolment that stands, whole or not at all; nobody else writes there while this is open.</summary>
    /// <exception cref="PeopleException">It cannot be written.</exception>
    internal void WriteStanding(string path, ReadOnlySpan<byte> bytes)
    {
        ObjectDisposedException.ThrowIf(IsOver, this);
        try
        {
            _files.Write(path, bytes);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw PeopleStore.Unwritable(path, e);
        }
    }

    /// <summary>The path of a file, for code that writes it itself; <see cref="PeopleStore.Commit"/> closes it to others.</summary>
    /// <param name="file">Path inside the folder.</param>
    /// <exception cref="PeopleException">It leads out of the folder.</exception>
    public string PathOf(string file)
    {
        ObjectDisposedException.ThrowIf(IsOver, this);
        string path = Path.GetFullPath(Path.Combine(Folder, file));
        return path.StartsWith(Folder + Path.DirectorySeparatorChar, StringComparison.Ordinal)
            ? path : throw new PeopleException(PeopleFailure.Input, $"'{file}' leads out of the folder of {Name}; give a path inside.");
    }

    /// <summary>The folder for what only the enrolment itself needs, such as states of the training; made where it is missing.</summary>
    public string MakeWorkFolder()
    {
        string path = PathOf(WorkFolder);
        _files.MakeFolder(path);
        return path;
    }

    /// <summary>Deletes what an earlier program left in it, and stays open.</summary>
    public void Clear()
    {
        ObjectDisposedException.ThrowIf(IsOver, this);
        _files.DeleteFolder(Folder);
        _files.MakeFolder(Folder);
    }

    /// <summary>Deletes all of it; an older enrolment of the name stays.</summary>
    public void Discard()
    {
        IsOver = true;
        _files.DeleteFolder(Folder);
        Dispose();
    }

    /// <summary>Lets go of the name. What was written stays for <see cref="PeopleStore.Begin"/>.</summary>
    public void Dispose() => _lock.Dispose();

    private void RemoveTemporaries()
    {
        foreach (string path in Directory.EnumerateFiles(Folder, "*", SearchOption.AllDirectories).Where(PrivateFiles.IsTemporary).ToArray())
        {
            _files.Delete(path);
        }
    }
}
