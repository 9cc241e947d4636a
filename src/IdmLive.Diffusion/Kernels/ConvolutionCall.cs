using System.Runtime.CompilerServices;

namespace IdmLive.Diffusion.Kernels;

/// <summary>A step with the addresses of one call.</summary>
/// <param name="step">What is computed.</param>
/// <param name="input">What is read.</param>
/// <param name="output">What is written; may be what is added, not what is read.</param>
/// <param name="added">What is added to the result; its origin is 0 where nothing is.</param>
/// <param name="panels">The weights.</param>
/// <param name="gain">Factors of the outputs at their places; those of the bias lie behind them.</param>
internal readonly unsafe struct ConvolutionCall(
    KernelStep step, FeatureMap input, FeatureMap output, FeatureMap added, float* panels, float* gain)
{
    private readonly float* _gain = gain;

    public KernelStep Step { get; } = step;

    public FeatureMap Input { get; } = input;

    public FeatureMap Output { get; } = output;

    public FeatureMap Added { get; } = added;

    public float* Panels { get; } = panels;

    /// <summary>Writes one register of a pixel: <c>silu(gain x + bias) + added</c>.</summary>
    /// <param name="value">The sums.</param>
    /// <param name="place">The first one's place among the outputs.</param>
    /// <param name="y">Row of the output.</param>
    /// <param name="x">Column of the output.</param>
    /// <param name="channel">The first one's channel of the output.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Write<TLane>(TLane value, int place, int y, int x, int channel)
        where TLane : unmanaged, ILane<TLane>
    {
        value = TLane.MultiplyAdd(value, TLane.Load(_gain + place), TLane.Load(_gain + Step.Places + place));
        if (Step.HasSilu)
        {
            value = LaneFunctions.Silu(value);
        }

        if (Added.Origin != 0)
        {
            value += TLane.Load(Added.At(y, x) + channel);
        }

        TLane.Store(value, Output.At(y, x) + channel);
    }
}
