using IdmLive.Diffusion.Network;

namespace IdmLive.Diffusion.Kernels;

/// <summary>
/// The convolutions of a model as the kernels read them, without any noise level: one copy serves all levels and all threads. Immutable when made.
/// </summary>
internal sealed unsafe class KernelWeights : IDisposable
{
    private readonly AlignedBuffer[] _panels;

    /// <summary>Packs the weights.</summary>
    /// <param name="program">The network.</param>
    /// <param name="layout">Where its parameters lie.</param>
    /// <param name="values">All parameters, no level folded in.</param>
    /// <param name="panelWidth">Columns of the matrix kernel's panels.</param>
    public KernelWeights(KernelProgram program, ParameterLayout layout, ReadOnlySpan<float> values, int panelWidth)
    {
        _panels = new AlignedBuffer[program.Steps.Count];
        for (int i = 0; i < _panels.Length; i++)
        {
            KernelStep step = program.Steps[i];
            ParameterSlot slot = layout.Slots[step.Slot];
            ReadOnlySpan<float> weights = values.Slice((int)slot.Offset, (int)slot.Count);
            _panels[i] = step.Method switch
            {
                KernelMethod.WinogradFour => Pack<WinogradFour>(step, weights, panelWidth),
                KernelMethod.WinogradTwo => Pack<WinogradTwo>(step, weights, panelWidth),
                _ => Pack(step, weights, panelWidth),
            };
        }
    }

    /// <summary>A step's panels: of Winograd methods [point, panel, input channel, column], else [panel, tap, input channel, column].</summary>
    public float* PanelsOf(int step) => _panels[step].Pointer;

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (AlignedBuffer panel in _panels)
        {
            panel.Dispose();
        }
    }

    private static AlignedBuffer Pack(KernelStep step, ReadOnlySpan<float> weights, int panelWidth)
    {
        int depth = FeatureMap.Fill(step.InChannels), taps = step.Filter * step.Filter, panels = Panels(step, panelWidth);
        AlignedBuffer packed = new((long)panels * taps * depth * panelWidth);
        for (int output = 0; output < step.OutChannels; output++)
        {
            (int panel, int column) = Math.DivRem(step.PlaceOf(output), panelWidth);
            for (int input = 0; input < step.InChannels; input++)
            {
                for (int tap = 0; tap < taps; tap++)
                {
                    packed.Pointer[((((((long)panel * taps) + tap) * depth) + input) * panelWidth) + column] =
                        weights[(((output * step.InChannels) + input) * taps) + tap];
                }
            }
        }

        return packed;
    }

    private static AlignedBuffer Pack<TWinograd>(KernelStep step, ReadOnlySpan<float> weights, int panelWidth)
        where TWinograd : IWinograd
    {
        int side = TWinograd.Inputs, depth = FeatureMap.Fill(step.InChannels), panels = Panels(step, panelWidth);
        AlignedBuffer packed = new((long)side * side * panels * depth * panelWidth);
        Span<double> filter = stackalloc double[9], columns = stackalloc double[3 * side], values = stackalloc double[side];
        for (int output = 0; output < step.OutChannels; output++)
        {
            (int panel, int column) = Math.DivRem(step.PlaceOf(output), panelWidth);
            for (int input = 0; input < step.InChannels; input++)
            {
                for (int tap = 0; tap < 9; tap++)
                {
                    // Transposed, so that both passes find their three values side by side.
                    filter[(tap % 3 * 3) + (tap / 3)] = weights[(((output * step.InChannels) + input) * 9) + tap];
                }

                for (int x = 0; x < 3; x++)
                {
                    TWinograd.Filter(filter.Slice(3 * x, 3), values);
                    for (int y = 0; y < side; y++)
                    {
                        columns[(3 * y) + x] = values[y];
                    }
                }

                for (int y = 0; y < side; y++)
                {
                    TWinograd.Filter(columns.Slice(3 * y, 3), values);
                    for (int x = 0; x < side; x++)
                    {
                        packed.Pointer[((((((((long)y * side) + x) * panels) + panel) * depth) + input) * panelWidth) + column] = (float)values[x];
                    }
                }
            }
        }

        return packed;
    }

    private static int Panels(KernelStep step, int panelWidth) => (step.Places + panelWidth - 1) / panelWidth;
}
