namespace IdmLive.Diffusion.Adapters;

/// <summary>What an adapter file says about itself. No name of a person: the file's place tells whose it is.</summary>
public sealed record AdapterManifest
{
    /// <summary>Format that this program writes and reads.</summary>
    public const int CurrentFormat = 1;

    /// <summary>Version of the format.</summary>
    public required int Format { get; init; }

    /// <summary>Name of the model that it changes.</summary>
    public required string Model { get; init; }

    /// <summary>SHA-256 of that model's weight file, lower-case hexadecimal: an adapter of other weights is noise.</summary>
    public required string ModelSha256 { get; init; }

    /// <summary>What it can change.</summary>
    public required AdapterKind Kind { get; init; }

    /// <summary>Rank of its products; 0 for kinds without.</summary>
    public required int Rank { get; init; }

    /// <summary>When it was trained, UTC.</summary>
    public required DateTime Created { get; init; }

    /// <summary>Frames it was trained on.</summary>
    public required int Frames { get; init; }

    /// <summary>Optimizer steps it was trained for.</summary>
    public required int Iterations { get; init; }

    /// <summary>Figures on held-out frames, by name.</summary>
    public required IReadOnlyDictionary<string, double> Figures { get; init; }
}
