namespace IdmLive.Diffusion.Kernels;

/// <summary>How a convolution is computed.</summary>
internal enum KernelMethod
{
    /// <summary>As it is written: one matrix product for each tap.</summary>
    Direct,

    /// <summary>By <see cref="WinogradTwo"/>.</summary>
    WinogradTwo,

    /// <summary>By <see cref="WinogradFour"/>.</summary>
    WinogradFour,
}

/// <summary>Features between two steps of a program.</summary>
/// <param name="Channels">Channels that the network has there.</param>
/// <param name="Shrink">How many times smaller than the images they are, in both directions.</param>
internal readonly record struct KernelFeatures(int Channels, int Shrink);

/// <summary>A convolution and what happens to each of its values before it is written: <c>silu(gain x + bias) + added</c>, to its place after a pixel shuffle.</summary>
internal sealed record KernelStep
{
    /// <summary>The weight in <see cref="Network.ParameterLayout.Slots"/>; the bias is the next slot.</summary>
    public required int Slot { get; init; }

    /// <summary>Width of the filter, 1 or 3.</summary>
    public required int Filter { get; init; }

    /// <summary>Step in both directions.</summary>
    public required int Stride { get; init; }

    /// <summary>Features that are read.</summary>
    public required int Input { get; init; }

    /// <summary>Features that are written.</summary>
    public required int Output { get; init; }

    /// <summary>Channels of the input.</summary>
    public required int InChannels { get; init; }

    /// <summary>Channels of the convolution's output, before the shuffle.</summary>
    public required int OutChannels { get; init; }

    /// <summary>Whether the activation is applied.</summary>
    public bool HasSilu { get; init; }

    /// <summary>Features that are added, of the output's shape, or -1.</summary>
    public int Added { get; init; } = -1;

    /// <summary>Slot of the map of places that is added, or -1.</summary>
    public int Map { get; init; } = -1;

    /// <summary>Block of the pixel shuffle, 1 for none.</summary>
    public int Shuffle { get; init; } = 1;

    /// <summary>
    /// By the size of the weights: the larger tile saves more and takes more of the cache. Above 2.5 MB the weights come from beyond a core's own cache
    /// in each call, and fetching them would take longer than the multiplications that the larger tile saves.
    /// </summary>
    public KernelMethod Method => (Filter, Stride, Shuffle) != (3, 1, 1) ? KernelMethod.Direct
        : 36L * InChannels * OutChannels * sizeof(float) <= 2_500_000 ? KernelMethod.WinogradFour : KernelMethod.WinogradTwo;

    /// <summary>Channels of a pixel that is written, filled up.</summary>
    public int PixelChannels => FeatureMap.Fill(OutChannels / (Shuffle * Shuffle));

    /// <summary>Places for the convolution's outputs: those of one pixel after the shuffle side by side.</summary>
    public int Places => PixelChannels * Shuffle * Shuffle;

    /// <summary>The place of an output channel.</summary>
    public int PlaceOf(int channel) => (channel % (Shuffle * Shuffle) * PixelChannels) + (channel / (Shuffle * Shuffle));
}
