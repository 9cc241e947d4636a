namespace IdmLive.App.Demo;

/// <summary>What the demo does and where it leaves it.</summary>
internal sealed record DemoOptions
{
    /// <summary>The folder for what is made; made when it is missing, files of an earlier demo are replaced.</summary>
    public string Folder { get; init; } = Path.Combine("artifacts", "demo");

    /// <summary>The model: a name in the store, or a folder.</summary>
    public string Model { get; init; } = "live";

    /// <summary>Network calls for a face.</summary>
    public int Steps { get; init; } = 1;
}
