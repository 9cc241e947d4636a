namespace IdmLive.App.Demo;

/// <summary>The sample clip inside the program.</summary>
internal static class SampleFiles
{
    /// <summary>Name of the degraded clip.</summary>
    public const string Degraded = "sample.mp4";

    /// <summary>Name of the same frames undegraded.</summary>
    public const string Clean = "sample-clean.mp4";

    /// <summary>Writes one of them into a folder, over an older one.</summary>
    /// <returns>Its path.</returns>
    /// <exception cref="IOException">It cannot be written.</exception>
    public static string Extract(string name, string folder)
    {
        string path = Path.Combine(folder, name);
        using Stream source = typeof(SampleFiles).Assembly.GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"The program was built without {name}; build it again.");
        using FileStream target = File.Create(path);
        source.CopyTo(target);
        return path;
    }
}
