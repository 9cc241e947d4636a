using IdmLive.Pipeline.People;

namespace IdmLive.App.People;

/// <summary>From who is enrolled and what the user asks: whose parameters are used in a run, and what recognises them.</summary>
internal static class PeopleChoice
{
    /// <summary>Chooses.</summary>
    /// <param name="options">Checked.</param>
    /// <param name="model">Name of the model, for messages.</param>
    /// <param name="read">Reads who is enrolled; not called where nobody is to be recognised.</param>
    /// <param name="tell">Takes a sentence for each person who was left out.</param>
    /// <exception cref="UserException">The person who is asked for is not there; one sentence that says who is.</exception>
    public static EnrolledPeople Choose(PeopleOptions options, string model, Func<EnrolledPeople> read, Action<string> tell)
    {
        if (options.Nobody)
        {
            return EnrolledPeople.None;
        }

        EnrolledPeople everybody = read();
        string? asked = everybody.Parameters.Keys.FirstOrDefault(k => k.Equals(options.Person, StringComparison.OrdinalIgnoreCase));
        if (options.Person is { } name && asked is null)
        {
            string who = everybody.IsEmpty ? "nobody is" : $"enrolled are {string.Join(", ", everybody.Parameters.Keys.Order(StringComparer.Ordinal))}";
            string skipped = string.Concat(everybody.Skipped.Select(s => $"; {s.TrimEnd('.')}"));
            throw new UserException(ExitStatus.BadInput, $"--person {name} is not enrolled for model '{model}'; {who}{skipped}.");
        }

        foreach (string sentence in everybody.Skipped)
        {
            tell(sentence);
        }

        return everybody.IsEmpty ? EnrolledPeople.None : asked is not null ? everybody.Only(asked) : everybody;
    }

    /// <summary>What recognises them while a line runs; null where there is nobody.</summary>
    /// <param name="people">Chosen.</param>
    /// <param name="options">As they were chosen by.</param>
    /// <param name="isGuarded">Whether an assumed person is taken back where another is seen.</param>
    public static IPersonMatcher? Live(EnrolledPeople people, PeopleOptions options, bool isGuarded) =>
        people.IsEmpty ? null : new LivePersonMatcher(people.Faces, Settings(people, options, isGuarded));

    /// <summary>The same where every frame counts and nothing may depend on time.</summary>
    /// <inheritdoc cref="Live"/>
    public static IPersonMatcher? Steady(EnrolledPeople people, PeopleOptions options, bool isGuarded) =>
        people.IsEmpty ? null : new OfflinePersonMatcher(people.Faces, Settings(people, options, isGuarded));

    /// <summary>The same for pictures and for files whose runs can be resumed: one look that is sure is enough, or each segment would begin with nobody.</summary>
    /// <inheritdoc cref="Live"/>
    public static IPersonMatcher? Offline(EnrolledPeople people, PeopleOptions options, bool isGuarded) =>
        people.IsEmpty ? null : new OfflinePersonMatcher(people.Faces, Settings(people, options, isGuarded) with { SureScore = PersonMatcherOptions.SureAlone });

    private static PersonMatcherOptions Settings(EnrolledPeople people, PeopleOptions options, bool isGuarded) =>
        new() { Forced = people.Parameters.Keys.FirstOrDefault(k => k.Equals(options.Person, StringComparison.OrdinalIgnoreCase)), IsGuarded = isGuarded };
}
