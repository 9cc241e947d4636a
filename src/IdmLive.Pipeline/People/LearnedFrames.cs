namespace IdmLive.Pipeline.People;

/// <summary>What became of a frame that was to be kept.</summary>
public enum KeepOutcome
{
    /// <summary>It is kept.</summary>
    Kept,

    /// <summary>A waiting frame shows the same.</summary>
    Alike,

    /// <summary>There is no room, and the waiting frames show more without it.</summary>
    Common,

    /// <summary>The person is removed, enrolled anew or taught just now; nothing was written.</summary>
    Gone,
}

/// <summary>
/// Frames of calls that wait to be learned from: a folder in the enrolment of the person whom they show, so that whatever replaces or removes the enrolment takes them
/// with it. A picture counts once the list names it; what an interrupted program left beside the list is deleted at the next writing. Writing takes the person's name
/// for a moment and gives up where another program has it. Any thread; several programs at a time.
/// </summary>
/// <param name="store">Where people lie.</param>
/// <param name="most">Frames that wait at most, 2 or more.</param>
public sealed class LearnedFrames(PeopleStore store, int most = LearnedFrames.Most)
{
    /// <summary>Frames that wait at most, for one person.</summary>
    public const int Most = 120;

    /// <summary>Name of the folder in a person's folder.</summary>
    public const string FolderName = "learned";

    private static readonly double LeastDifference = new FrameRules().LeastDifference;

    /// <summary>The frames that wait, in the order in which they came; none where nothing was kept or the list is damaged.</summary>
    public static IReadOnlyList<LearnedCrop> Read(EnrolledPerson person)
    {
        ArgumentNullException.ThrowIfNull(person);
        return LearnedList.Read(person.LearnedFolder);
    }

    /// <summary>The picture of a waiting frame.</summary>
    /// <exception cref="PeopleException">It cannot be read.</exception>
    public static byte[] ReadPicture(EnrolledPerson person, LearnedCrop crop)
    {
        ArgumentNullException.ThrowIfNull(person);
        ArgumentNullException.ThrowIfNull(crop);
        try
        {
            return File.ReadAllBytes(Path.Combine(person.LearnedFolder, crop.File));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new PeopleException(PeopleFailure.Input, $"The picture {crop.File} of {person.Record.Name} cannot be read ({e.Message.TrimEnd('.')}); try again.", e);
        }
    }

    /// <summary>Keeps a frame, if it shows something that the waiting ones do not.</summary>
    /// <param name="person">Whom it shows.</param>
    /// <param name="crop">What is known of it.</param>
    /// <param name="png">The picture's file.</param>
    /// <exception cref="IOException">It cannot be written.</exception>
    public KeepOutcome Keep(EnrolledPerson person, LearnedCrop crop, ReadOnlyMemory<byte> png)
    {
        ArgumentNullException.ThrowIfNull(person);
        ArgumentNullException.ThrowIfNull(crop);
        KeepOutcome outcome = KeepOutcome.Gone;
        store.TryWith(person, files => outcome = Keep(files, person.LearnedFolder, crop, png.Span));
        return outcome;
    }

    /// <summary>Notes that frames were learned from in vain.</summary>
    /// <param name="held">A stage of the person that is open, so that nobody else writes.</param>
    /// <param name="person">Whose.</param>
    /// <param name="files">The frames' files.</param>
    /// <exception cref="PeopleException">It cannot be written.</exception>
    public static void MarkTried(PersonStage held, EnrolledPerson person, IReadOnlySet<string> files)
    {
        ArgumentNullException.ThrowIfNull(held);
        IReadOnlyList<LearnedCrop> waiting = Read(person);
        held.WriteStanding(Path.Combine(person.LearnedFolder, LearnedList.FileName), LearnedList.ToBytes([.. waiting.Select(c => c with { IsTried = c.IsTried || files.Contains(c.File) })]));
    }

    /// <summary>Has waiting frames wait in the enrolment that will replace this one.</summary>
    /// <param name="stage">The new one.</param>
    /// <param name="person">The present one.</param>
    /// <param name="except">Files that need not wait any more.</param>
    /// <exception cref="PeopleException">One cannot be read or written.</exception>
    public static void CarryOver(PersonStage stage, EnrolledPerson person, IReadOnlySet<string> except)
    {
        ArgumentNullException.ThrowIfNull(stage);
        LearnedCrop[] left = [.. Read(person).Where(c => !except.Contains(c.File))];
        foreach (LearnedCrop crop in left)
        {
            stage.Write(Path.Combine(FolderName, crop.File), ReadPicture(person, crop));
        }

        if (left.Length > 0)
        {
            stage.Write(Path.Combine(FolderName, LearnedList.FileName), LearnedList.ToBytes(left));
        }
    }

    /// <summary>Paths of the list and of all pictures that it names; none where nothing waits.</summary>
    internal static IEnumerable<string> Files(EnrolledPerson person)
    {
        string[] pictures = [.. Read(person).Select(c => Path.Combine(person.LearnedFolder, c.File))];
        return pictures.Length == 0 ? [] : pictures.Append(Path.Combine(person.LearnedFolder, LearnedList.FileName));
    }

    private KeepOutcome Keep(PrivateFiles files, string folder, LearnedCrop crop, ReadOnlySpan<byte> png)
    {
        List<LearnedCrop> crops = [.. LearnedList.Read(folder)];
        Sweep(files, folder, crops);
        if (crops.Exists(c => c.File == crop.File || FaceVariety.Difference(c.Thumbnail, crop.Thumbnail) < LeastDifference))
        {
            return KeepOutcome.Alike;
        }

        crops.Add(crop);
        while (crops.Count > most)
        {
            int weakest = LearnedChoice.Weakest([.. crops.Select(c => c.Facts)], [.. crops.Select(c => c.IsTried)]);
            if (crops[weakest] == crop)
            {
                return KeepOutcome.Common;
            }

            crops.RemoveAt(weakest);
        }

        files.MakeFolder(folder);
        files.Write(Path.Combine(folder, crop.File), png);
        files.Write(Path.Combine(folder, LearnedList.FileName), LearnedList.ToBytes(crops));
        Sweep(files, folder, crops);
        return KeepOutcome.Kept;
    }

    /// <summary>Deletes what the list does not name: what has just left it, and what an interrupted program left.</summary>
    private static void Sweep(PrivateFiles files, string folder, List<LearnedCrop> crops)
    {
        if (Directory.Exists(folder))
        {
            HashSet<string> named = [.. crops.Select(c => c.File), LearnedList.FileName];
            foreach (string path in Directory.GetFiles(folder).Where(f => !named.Contains(Path.GetFileName(f))))
            {
                files.Delete(path);
            }
        }
    }
}
