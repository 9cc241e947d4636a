namespace IdmLive.Pipeline.People;

/// <summary>A person of the store whose record is whole.</summary>
/// <param name="Record">What is known of the person.</param>
/// <param name="Folder">Where the person's files lie; gone once the person is removed or enrolled again.</param>
public sealed record EnrolledPerson(PersonRecord Record, string Folder)
{
    /// <summary>Path of the personal weights; null where there are none.</summary>
    public string? AdapterPath => Record.AdapterFile is { } file ? Path.Combine(Folder, file) : null;

    /// <summary>Folder of frames of calls that wait to be learned from (<see cref="LearnedFrames"/>); need not exist.</summary>
    public string LearnedFolder => Path.Combine(Folder, LearnedFrames.FolderName);

    /// <summary>Path of a kept crop.</summary>
    public string CropPath(PersonCrop crop)
    {
        ArgumentNullException.ThrowIfNull(crop);
        return Path.Combine(Folder, PersonStage.CropFolder, crop.File);
    }
}

/// <summary>A person as a listing shows one.</summary>
/// <param name="Name">The name; in small letters where the record cannot be read.</param>
/// <param name="Person">The person; null where the record cannot be used.</param>
/// <param name="Problem">One sentence that says why not; null where all is well.</param>
public sealed record PersonEntry(string Name, EnrolledPerson? Person, string? Problem);
