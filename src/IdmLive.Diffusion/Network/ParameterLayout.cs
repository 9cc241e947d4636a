namespace IdmLive.Diffusion.Network;

/// <summary>How a parameter is filled before training.</summary>
public enum ParameterStart
{
    /// <summary>All zero: biases, exits of residual branches, the network's exit.</summary>
    Zero,

    /// <summary>All one: gains of normalisations.</summary>
    One,

    /// <summary>Normal with variance 2 / fan-in (He), fan-in being the product of all dimensions but the first.</summary>
    He,

    /// <summary>Normal with variance 1 / fan-in (LeCun): linear layers and attention.</summary>
    LeCun,

    /// <summary>Normal with variance 1: factors that are scaled where they are used.</summary>
    Unit,
}

/// <summary>One parameter in the flat buffer.</summary>
/// <param name="Name">Name in weight files, levels joined by dots.</param>
/// <param name="Shape">Dimensions; convolution weights are [out, in, height, width].</param>
/// <param name="Offset">Index of its first element in the flat buffer.</param>
/// <param name="Start">How it is filled before training.</param>
public sealed record ParameterSlot(string Name, IReadOnlyList<long> Shape, long Offset, ParameterStart Start)
{
    /// <summary>Number of elements.</summary>
    public long Count { get; } = Shape.Aggregate(1L, (n, d) => n * d);
}

/// <summary>
/// The parameters of a network in the order in which they lie in its flat buffer. One buffer makes the average of weights, the
/// optimizer and a checkpoint one call each.
/// </summary>
public sealed class ParameterLayout
{
    private readonly List<ParameterSlot> _slots = [];

    /// <summary>The slots, in the order of their offsets.</summary>
    public IReadOnlyList<ParameterSlot> Slots => _slots;

    /// <summary>Number of parameters in all.</summary>
    public long Count { get; private set; }

    /// <summary>Appends a parameter and returns its index.</summary>
    internal int Add(string name, ParameterStart start, params long[] shape)
    {
        ParameterSlot slot = new(name, shape, Count, start);
        _slots.Add(slot);
        Count += slot.Count;
        return _slots.Count - 1;
    }

    /// <summary>Appends weight and bias of a square convolution and returns the weight's index; the bias follows it.</summary>
    internal int AddConvolution(string name, long inputs, long outputs, long kernel, ParameterStart start = ParameterStart.He)
    {
        int weight = Add($"{name}.weight", start, outputs, inputs, kernel, kernel);
        Add($"{name}.bias", ParameterStart.Zero, outputs);
        return weight;
    }

    /// <summary>Appends weight and bias of a linear layer and returns the weight's index; the bias follows it.</summary>
    internal int AddLinear(string name, long inputs, long outputs, ParameterStart start = ParameterStart.LeCun)
    {
        int weight = Add($"{name}.weight", start, outputs, inputs);
        Add($"{name}.bias", ParameterStart.Zero, outputs);
        return weight;
    }

    /// <summary>Appends gain and shift of a normalisation and returns the gain's index; the shift follows it.</summary>
    internal int AddNormalization(string name, long channels)
    {
        int gain = Add($"{name}.weight", ParameterStart.One, channels);
        Add($"{name}.bias", ParameterStart.Zero, channels);
        return gain;
    }

    /// <summary>The values a network starts training from, in the order of the flat buffer.</summary>
    /// <param name="seed">Equal seeds give equal values.</param>
    public float[] CreateStart(int seed)
    {
        float[] values = new float[Count];
        Random random = new(seed);
        foreach (ParameterSlot slot in _slots)
        {
            Span<float> span = values.AsSpan(checked((int)slot.Offset), checked((int)slot.Count));
            double fanIn = (double)slot.Count / slot.Shape[0];
            switch (slot.Start)
            {
                case ParameterStart.One:
                    span.Fill(1f);
                    break;
                case ParameterStart.He:
                    FillNormal(span, random, Math.Sqrt(2 / fanIn));
                    break;
                case ParameterStart.LeCun:
                    FillNormal(span, random, Math.Sqrt(1 / fanIn));
                    break;
                case ParameterStart.Unit:
                    FillNormal(span, random, 1);
                    break;
            }
        }

        return values;
    }

    private static void FillNormal(Span<float> span, Random random, double deviation)
    {
        for (int i = 0; i < span.Length; i += 2)
        {
            // Box-Muller: two independent normal values for two uniform ones.
            double radius = deviation * Math.Sqrt(-2 * Math.Log(1 - random.NextDouble()));
            double angle = 2 * Math.PI * random.NextDouble();
            span[i] = (float)(radius * Math.Cos(angle));
            if (i + 1 < span.Length)
            {
                span[i + 1] = (float)(radius * Math.Sin(angle));
            }
        }
    }
}
