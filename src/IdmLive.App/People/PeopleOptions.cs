namespace IdmLive.App.People;

/// <summary>What the user asks about enrolled people.</summary>
internal sealed record PeopleOptions
{
    /// <summary>The person that every face is assumed to be until it is seen to be another; null where everybody enrolled is recognised.</summary>
    public string? Person { get; init; }

    /// <summary>Folder of the enrolled people; null for the user's own.</summary>
    public string? Folder { get; init; }

    /// <summary>Whether nobody is to be recognised.</summary>
    public bool Nobody { get; init; }

    /// <summary>Checks everything that can be told without reading anybody.</summary>
    /// <exception cref="UserException">One sentence.</exception>
    public void Check()
    {
        if (Nobody && Person is not null)
        {
            throw new UserException(ExitStatus.BadInput, "--person and --no-people do not go together: one person, or nobody; leave one out.");
        }

        if (Nobody && Folder is not null)
        {
            throw new UserException(ExitStatus.BadInput, "--people and --no-people do not go together: nobody is read; leave one out.");
        }

        if (Person is { } name && string.IsNullOrWhiteSpace(name))
        {
            throw new UserException(ExitStatus.BadInput, "--person is empty; give the name of somebody enrolled.");
        }

        if (Folder is { } folder && !Directory.Exists(folder))
        {
            throw new UserException(ExitStatus.BadInput, $"--people {folder} is no folder; give one that holds enrolled people.");
        }
    }
}
