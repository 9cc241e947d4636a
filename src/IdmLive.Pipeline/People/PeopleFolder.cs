namespace IdmLive.Pipeline.People;

/// <summary>Where enrolled people lie. Stateless, any thread.</summary>
public static class PeopleFolder
{
    /// <summary>The environment variable that names another folder.</summary>
    public const string Variable = "IDMLIVE_PEOPLE";

    /// <summary>The folder; it need not exist yet.</summary>
    /// <param name="given">What the user says; null or empty for the usual folder.</param>
    /// <returns>
    /// A full path: what is given, else what <see cref="Variable"/> says, else <c>idmlive/people</c> in the user's data folder
    /// (<c>$XDG_DATA_HOME</c> or <c>~/.local/share</c>; on Windows <c>%LOCALAPPDATA%\IdmLive\people</c>).
    /// </returns>
    /// <exception cref="PeopleException">The user has no home folder, and nothing else is said.</exception>
    public static string Locate(string? given = null) =>
        Locate(given, Environment.GetEnvironmentVariable, OperatingSystem.IsWindows());

    /// <summary>The same with another environment.</summary>
    internal static string Locate(string? given, Func<string, string?> variable, bool isWindows)
    {
        if (given is { Length: > 0 } || variable(Variable) is { Length: > 0 })
        {
            return Path.GetFullPath(given is { Length: > 0 } ? given : variable(Variable)!);
        }

        if (isWindows)
        {
            return variable("LOCALAPPDATA") is { Length: > 0 } local ? Path.Combine(local, "IdmLive", "people") : throw Homeless("LOCALAPPDATA");
        }

        // The XDG convention has relative paths ignored.
        string data = variable("XDG_DATA_HOME") is { Length: > 0 } xdg && Path.IsPathRooted(xdg) ? xdg
            : variable("HOME") is { Length: > 0 } home ? Path.Combine(home, ".local", "share")
            : throw Homeless("HOME");
        return Path.Combine(data, "idmlive", "people");
    }

    private static PeopleException Homeless(string missing) =>
        new(PeopleFailure.Input, $"There is no folder for enrolled people, because {missing} is not set; set it or {Variable}, or name a folder.");
}
