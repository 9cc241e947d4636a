namespace IdmLive.Diffusion.Network;

/// <summary>The named configurations.</summary>
public static class NetworkTiers
{
    /// <summary>About 0.6 million parameters: for comparisons of ways to train that end within hours on two CPU cores.</summary>
    public static NetworkConfiguration Tiny { get; } = new()
    {
        Tier = "tiny",
        Family = NetworkFamily.Plain,
        Channels = [32, 64, 96],
        Blocks = [1, 1, 2],
        Unshuffle = 4,
    };

    /// <summary>
    /// About 4 million parameters; one call a frame on two CPU cores at 256 px. Takes the previous frame as third image and knows
    /// where in the face it is.
    /// </summary>
    public static NetworkConfiguration Live { get; } = new()
    {
        Tier = "live",
        Family = NetworkFamily.Plain,
        Channels = [64, 96, 192],
        Blocks = [1, 2, 4],
        Unshuffle = 4,
        InputImages = 3,
        PositionMap = 16,
    };

    /// <summary>About 20 million parameters; one call a frame on a GPU.</summary>
    public static NetworkConfiguration Standard { get; } = new()
    {
        Tier = "standard",
        Family = NetworkFamily.Plain,
        Channels = [96, 192, 384],
        Blocks = [3, 3, 6],
        Unshuffle = 4,
        LevelWidth = 128,
    };

    /// <summary>The paper's network, 120.25 million parameters.</summary>
    public static NetworkConfiguration Paper { get; } = new()
    {
        Tier = "paper",
        Family = NetworkFamily.Ddpm,
        Channels = [128, 128, 256, 256, 512, 512],
        Blocks = [2, 2, 2, 2, 2, 2],
        LevelWidth = 512,
        AttentionAt = [32, 16, 8],
    };

    /// <summary>All tiers, smallest first.</summary>
    public static IReadOnlyList<NetworkConfiguration> All { get; } = [Tiny, Live, Standard, Paper];

    /// <summary>The tier of a name.</summary>
    /// <exception cref="ArgumentException">There is none of that name.</exception>
    public static NetworkConfiguration ByName(string name) =>
        All.FirstOrDefault(t => t.Tier == name)
        ?? throw new ArgumentException($"Unknown tier '{name}'; there are {string.Join(", ", All.Select(t => t.Tier))}.");
}
