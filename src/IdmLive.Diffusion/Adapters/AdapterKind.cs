namespace IdmLive.Diffusion.Adapters;

/// <summary>Which changes of a network an adapter can express.</summary>
public enum AdapterKind
{
    /// <summary>
    /// A product of two thin matrices on each weight (Hu et al. 2021, "LoRA"), and every bias and the map of places in full. The usual kind.
    /// </summary>
    LowRank,

    /// <summary>A gain on each output channel of each weight, and every bias and the map of places in full.</summary>
    Channels,

    /// <summary>The conditioning alone: the layers that scale and shift by the noise level (FiLM).</summary>
    Film,

    /// <summary>Every parameter. As large as the model; for comparison.</summary>
    Full,
}
