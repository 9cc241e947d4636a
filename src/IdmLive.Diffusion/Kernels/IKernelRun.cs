namespace IdmLive.Diffusion.Kernels;

/// <summary>What calls a program for images of one size; knows the processor's registers. For one call at a time.</summary>
internal unsafe interface IKernelRun : IDisposable
{
    /// <summary>The network.</summary>
    KernelProgram Program { get; }

    /// <summary>Of the images.</summary>
    int Height { get; }

    /// <summary>Of the images.</summary>
    int Width { get; }

    /// <summary>Calls the network for one image.</summary>
    /// <param name="weights">Packed for panels of this processor.</param>
    /// <param name="level">The noise level.</param>
    /// <param name="map">The map of places at the size of the features that it is added to; its origin is 0 where there is none.</param>
    /// <param name="images">Addresses of x_t, y and, where the network takes three, the previous frame; [3, height, width] each.</param>
    /// <param name="result">[3, height, width].</param>
    /// <param name="team">Threads that were entered; null for the caller's alone.</param>
    void Run(KernelWeights weights, KernelLevel level, FeatureMap map, ReadOnlySpan<nint> images, float* result, KernelTeam? team);
}
