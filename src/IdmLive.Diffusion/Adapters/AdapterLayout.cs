using IdmLive.Diffusion.Network;
using TorchSharp;
using static TorchSharp.torch;

namespace IdmLive.Diffusion.Adapters;

/// <summary>
/// How a small flat buffer changes the parameters of a network. The change is zero at the start, it can be learned by gradient, and it merges into the
/// parameters when they are loaded, so that a personal model costs nothing at a call. Holds no tensor; safe for several threads.
/// </summary>
public sealed class AdapterLayout
{
    /// <summary>Rank of <see cref="AdapterKind.LowRank"/> unless asked otherwise.</summary>
    public const int DefaultRank = 12;

    /// <summary>The highest rank.</summary>
    public const int MaxRank = 64;

    // Biases, gains and the map of places stand beside weights of about this width.
    private const double UsualWidth = 900;

    private readonly ParameterLayout _base;
    private readonly Part[] _parts;

    /// <summary>Lays an adapter out.</summary>
    /// <param name="parameters">The network's parameters.</param>
    /// <param name="kind">What it can change.</param>
    /// <param name="rank">Rank of the products, 1 to 64; not looked at for other kinds than <see cref="AdapterKind.LowRank"/>.</param>
    /// <exception cref="ArgumentException">The rank is out of range.</exception>
    public AdapterLayout(ParameterLayout parameters, AdapterKind kind, int rank = DefaultRank)
    {
        if (rank is < 1 or > MaxRank)
        {
            throw new ArgumentException($"The adapter's rank is {rank}; give 1 to {MaxRank}, {DefaultRank} is usual.");
        }

        (_base, Kind, Rank) = (parameters, kind, kind == AdapterKind.LowRank ? rank : 0);
        _parts = [.. parameters.Slots.Select(Lay)];
    }

    /// <summary>What the adapter can change.</summary>
    public AdapterKind Kind { get; }

    /// <summary>Rank of the products; 0 for kinds without.</summary>
    public int Rank { get; }

    /// <summary>The adapter's own parameters.</summary>
    public ParameterLayout Layout { get; } = new();

    /// <summary>A start that changes nothing.</summary>
    /// <param name="seed">Equal seeds give equal values.</param>
    public float[] CreateStart(int seed) => Layout.CreateStart(seed);

    /// <summary>The network's parameters under the adapter; gradients flow to <paramref name="adapter"/>.</summary>
    /// <param name="parameters">One 32-bit tensor for each of the network's parameters; not changed.</param>
    /// <param name="adapter">[<see cref="ParameterLayout.Count"/> of <see cref="Layout"/>], 32-bit, on the same device.</param>
    /// <returns>One tensor for each parameter, in the surrounding dispose scope; those that the adapter leaves alone are the given ones.</returns>
    public IReadOnlyList<Tensor> Apply(IReadOnlyList<Tensor> parameters, Tensor adapter)
    {
        Tensor[] own = adapter.split([.. Layout.Slots.Select(s => s.Count)]);
        return [.. _parts.Select((part, i) => Apply(part, parameters[i], own))];
    }

    /// <summary>The network's parameters with the adapter merged in.</summary>
    /// <param name="parameters">All parameters in the order of the network's layout.</param>
    /// <param name="adapter">All values in the order of <see cref="Layout"/>.</param>
    /// <exception cref="ArgumentException">A length is not the layout's.</exception>
    public float[] Merge(ReadOnlyMemory<float> parameters, ReadOnlyMemory<float> adapter)
    {
        if (parameters.Length != _base.Count || adapter.Length != Layout.Count)
        {
            throw new ArgumentException(
                $"There are {parameters.Length} parameters and {adapter.Length} adapter values; this network has {_base.Count} and its adapter {Layout.Count}.");
        }

        using IDisposable noGradient = no_grad();
        using DisposeScope scope = NewDisposeScope();
        Tensor[] slots = FlatParameters.Views(_base, FlatParameters.ToTensor(parameters));
        Tensor merged = cat([.. Apply(slots, FlatParameters.ToTensor(adapter)).Select(t => t.reshape(-1))], 0);
        return [.. merged.data<float>()];
    }

    private static Tensor Apply(Part part, Tensor parameter, Tensor[] own) => part.Change switch
    {
        Change.None => parameter,
        Change.Sum => parameter.add(own[part.First].view(parameter.shape), part.Scale!),
        Change.Gain => parameter.addcmul(parameter, own[part.First].view([-1, .. Enumerable.Repeat(1L, (int)parameter.dim() - 1)]), part.Scale!),
        _ => parameter.add(
            own[part.First + 1].view(parameter.shape[0], -1).mm(own[part.First].view(-1, parameter.numel() / parameter.shape[0])).view(parameter.shape),
            part.Scale!),
    };

    private Part Lay(ParameterSlot slot)
    {
        bool isWeight = slot.Shape.Count is 2 or 4 && slot.Name.EndsWith(".weight", StringComparison.Ordinal);
        bool isLevel = slot.Name.StartsWith("level.", StringComparison.Ordinal);
        Change change = Kind switch
        {
            AdapterKind.Full => Change.Sum,
            AdapterKind.Film => slot.Name.Contains(".film.", StringComparison.Ordinal) ? Change.Sum : Change.None,
            _ when isLevel => Change.None,
            _ when !isWeight => Change.Sum,
            AdapterKind.Channels => Change.Gain,
            _ => Change.Product,
        };
        int first = Layout.Slots.Count;

        // All values of an adapter are of size 1, so that one rate suits them all.
        double width = isWeight ? (double)slot.Count / slot.Shape[0] : UsualWidth;
        Scalar? scale = change == Change.None ? null : ScalarConstants.Keep(1 / Math.Sqrt(change == Change.Gain ? UsualWidth : width));
        switch (change)
        {
            case Change.Sum:
                Layout.Add(slot.Name, ParameterStart.Zero, [.. slot.Shape]);
                break;
            case Change.Gain:
                Layout.Add($"{slot.Name}.gain", ParameterStart.Zero, slot.Shape[0]);
                break;
            case Change.Product:
                // The second factor starts at zero and the first does not: nothing is changed, and there is a gradient.
                Layout.Add($"{slot.Name}.in", ParameterStart.Unit, Rank, slot.Count / slot.Shape[0]);
                Layout.Add($"{slot.Name}.out", ParameterStart.Zero, slot.Shape[0], Rank);
                break;
        }

        return new(change, first, scale);
    }

    private enum Change
    {
        None,
        Sum,
        Gain,
        Product,
    }

    private readonly record struct Part(Change Change, int First, Scalar? Scale);
}
