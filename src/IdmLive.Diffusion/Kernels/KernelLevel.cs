namespace IdmLive.Diffusion.Kernels;

/// <summary>What a noise level makes of a network: a gain and a bias for each output of each convolution. Immutable when made.</summary>
internal sealed unsafe class KernelLevel : IDisposable
{
    private readonly AlignedBuffer _values;
    private readonly long[] _offsets;

    /// <summary>Lays the values out.</summary>
    /// <param name="program">The network.</param>
    /// <param name="outputs">For the slot of each convolution the factors of its outputs, null for none, and what is added to them.</param>
    public KernelLevel(KernelProgram program, Func<int, (float[]? Gain, float[] Bias)> outputs)
    {
        _offsets = new long[program.Steps.Count];
        long length = 0;
        for (int i = 0; i < _offsets.Length; i++)
        {
            _offsets[i] = length;
            length += 2 * program.Steps[i].Places;
        }

        _values = new(length);
        for (int i = 0; i < _offsets.Length; i++)
        {
            KernelStep step = program.Steps[i];
            (float[]? gain, float[] bias) = outputs(step.Slot);
            float* at = ValuesOf(i);
            for (int channel = 0; channel < step.OutChannels; channel++)
            {
                int place = step.PlaceOf(channel);
                at[place] = gain?[channel] ?? 1;
                at[step.Places + place] = bias[channel];
            }
        }
    }

    /// <summary>A step's gains at the places of its outputs, and behind them its biases; zeros where a place has no output.</summary>
    public float* ValuesOf(int step) => _values.Pointer + _offsets[step];

    /// <inheritdoc/>
    public void Dispose() => _values.Dispose();
}
