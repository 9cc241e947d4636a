namespace IdmLive.Pipeline.People;

/// <summary>
/// Which names a person can have: they become folder names on every system, so they hold nothing that a path or a command line would read
/// otherwise. Stateless, any thread.
/// </summary>
public static class PersonName
{
    /// <summary>Characters of a name at most.</summary>
    public const int Longest = 40;

    /// <summary>Checks a name.</summary>
    /// <returns>The name itself.</returns>
    /// <exception cref="PeopleException">It cannot be a name; one sentence that says why.</exception>
    public static string Check(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (name.Length is 0 or > Longest)
        {
            throw Bad(name, $"it has {name.Length} characters, and 1 to {Longest} are wanted");
        }

        if (name.Where(c => !char.IsLetterOrDigit(c) && c is not (' ' or '-' or '_')).ToArray() is [char wrong, ..])
        {
            throw Bad(name, $"'{(char.IsControl(wrong) ? $"\\u{(int)wrong:x4}" : wrong)}' cannot be in a name; letters, digits, spaces, '-' and '_' can");
        }

        if (!char.IsLetterOrDigit(name[0]) || name[^1] == ' ')
        {
            throw Bad(name, "a name begins with a letter or a digit and does not end with a space");
        }

        return IsDevice(name) ? throw Bad(name, "Windows keeps it for a device") : name;
    }

    /// <summary>The folder of a name: names that differ in capital letters only are one person.</summary>
    internal static string Folder(string name) => Check(name).ToLowerInvariant();

    private static bool IsDevice(string name)
    {
        string upper = name.ToUpperInvariant();
        return upper is "CON" or "PRN" or "AUX" or "NUL"
            || (upper.Length == 4 && char.IsDigit(upper[3]) && (upper.StartsWith("COM", StringComparison.Ordinal) || upper.StartsWith("LPT", StringComparison.Ordinal)));
    }

    private static PeopleException Bad(string name, string why)
    {
        string shown = new([.. name.Take(Longest).Select(c => char.IsControl(c) ? '?' : c)]);
        return new(PeopleFailure.Input, $"'{shown}' cannot be a person's name: {why}.");
    }
}
