using IdmLive.Pipeline.Media;

namespace IdmLive.App.Live;

/// <summary>What besides the sink itself the user says about it.</summary>
internal sealed record LiveSinkSettings
{
    /// <summary>How files are encoded.</summary>
    public VideoEncoding Encoding { get; init; } = new();

    /// <summary>Whether existing files are replaced.</summary>
    public bool Overwrite { get; init; }

    /// <summary>Opens what <c>pipe:</c> writes into; standard output where null.</summary>
    public Func<Stream>? OpenPipe { get; init; }
}
