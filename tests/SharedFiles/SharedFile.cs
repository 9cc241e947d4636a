namespace IdmLive.Tests.SharedFiles;

/// <summary>
/// Data and networks that lie in the folder <c>shared</c> beside the checkout (or where IDMLIVE_SHARED says) and are no part of the
/// repository. A test that asks for one of them is skipped, with a sentence, where it is missing.
/// </summary>
internal static class SharedFile
{
    /// <summary>The path of a file or folder.</summary>
    /// <param name="relative">Its path inside the folder, with slashes.</param>
    public static string OrSkip(string relative)
    {
        string? folder = Folder();
        string path = Path.Combine(folder ?? "", relative);
        Assert.SkipUnless(folder is not null && Path.Exists(path), $"needs shared/{relative}, which is not beside this checkout");
        return path;
    }

    /// <summary>The files of a folder, in order of their names.</summary>
    public static string[] AllOrSkip(string relative)
    {
        string[] files = [.. Directory.EnumerateFiles(OrSkip(relative)).Order(StringComparer.Ordinal)];
        Assert.SkipWhen(files.Length == 0, $"needs files in shared/{relative}, which is empty");
        return files;
    }

    /// <summary>The first file of a folder, in order of their names.</summary>
    public static string FirstOrSkip(string relative) => AllOrSkip(relative)[0];

    private static string? Folder()
    {
        if (Environment.GetEnvironmentVariable("IDMLIVE_SHARED") is { Length: > 0 } given)
        {
            return given;
        }

        return Checkout.Find()?.Parent is { } beside ? Path.Combine(beside.FullName, "shared") : null;
    }
}
