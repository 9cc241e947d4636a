using IdmLive.Diffusion.Kernels;
using TorchSharp;
using static TorchSharp.torch;

namespace IdmLive.Diffusion.Network;

/// <summary>
/// A network at one noise level, ready to be called: the level is folded into the weights, and they lie on their device in the layout and
/// the number format of the arithmetic. One thread; a call leaves no tensor but its result.
/// </summary>
public sealed class FoldedNetwork : IDisposable
{
    private readonly ConditionalNetwork _network;
    private readonly Tensor[] _weights = [];
    private readonly KernelNetwork? _kernels;

    /// <summary>Folds a level in.</summary>
    /// <param name="network">The network.</param>
    /// <param name="parameters">All parameters in the order of the network's layout.</param>
    /// <param name="condition">The level as the network is told it: the square root of abar, or what the schedule gives for it.</param>
    /// <param name="device">Where calls run.</param>
    /// <param name="type">Number format of the arithmetic.</param>
    public FoldedNetwork(ConditionalNetwork network, ReadOnlyMemory<float> parameters, double condition, Device device, ScalarType type)
        : this(network, parameters, condition, (device, type), useKernels: true)
    {
    }

    /// <summary>As the other constructor; kernels of this project are used where there are any and it is wanted.</summary>
    internal FoldedNetwork(
        ConditionalNetwork network, ReadOnlyMemory<float> parameters, double condition, (Device Device, ScalarType Type) arithmetic, bool useKernels)
    {
        (Device device, ScalarType type) = arithmetic;
        _network = network;
        Type = type;
        if (useKernels && device.type == DeviceType.CPU && type == ScalarType.Float32)
        {
            _kernels = KernelNetwork.TryCreate(network, parameters, condition);
        }

        if (_kernels is not null)
        {
            return;
        }

        using IDisposable noGradient = no_grad();
        using DisposeScope scope = NewDisposeScope();
        Tensor[] slots = FlatParameters.Views(network.Layout, FlatParameters.ToTensor(parameters).to(device));
        _weights = [.. network.Fold(slots, condition).Select(Prepare)];
    }

    /// <summary>Whether calls run on this project's kernels; else on the tensor library's.</summary>
    public bool HasKernels => _kernels is not null;

    /// <summary>Number format of the arithmetic.</summary>
    public ScalarType Type { get; }

    /// <summary>Threads that this project's kernels use at most; 0 for as many as the tensor library has.</summary>
    public int KernelThreads { get; init; }

    /// <summary>Multiplications, each with an addition, that a call does for one square image: fewer than the network has where kernels save some.</summary>
    /// <param name="size">Width and height in pixels.</param>
    public long Multiplications(int size) => _kernels?.Multiplications(size) ?? _network.CountMacs(size);

    /// <summary>What the network gives, in 32 bits. Gradients have to be off.</summary>
    /// <param name="xt">[batch, 3, height, width], 32-bit, on the network's device; not changed.</param>
    /// <param name="y">As <paramref name="xt"/>; not changed.</param>
    /// <param name="previous">As <paramref name="xt"/>, y where there is no previous frame; not changed, and not read by a network of two images.</param>
    /// <returns>[batch, 3, height, width]; new, in the surrounding dispose scope.</returns>
    public Tensor Output(Tensor xt, Tensor y, Tensor previous)
    {
        if (_kernels is not null)
        {
            return _kernels.Forward(_network.Configuration.InputImages == 3 ? [xt, y, previous] : [xt, y], KernelThreads > 0 ? KernelThreads : get_num_threads());
        }

        using DisposeScope scope = NewDisposeScope();
        Tensor images = _network.Join(xt, y, previous).to_type(Type);
        Tensor r = _network.ForwardFolded(_weights, images);
        return r.to_type(ScalarType.Float32).MoveToOuterDisposeScope();
    }

    /// <summary>The estimate <c>x0_hat = y + r</c> of a network that predicts the correction; the sum is made in 32 bits, not clipped.</summary>
    /// <inheritdoc cref="Output"/>
    public Tensor Call(Tensor xt, Tensor y, Tensor previous)
    {
        using DisposeScope scope = NewDisposeScope();
        return Output(xt, y, previous).add(y, ScalarConstants.One).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _kernels?.Dispose();
        foreach (Tensor weight in _weights)
        {
            weight.Dispose();
        }
    }

    /// <summary>Channels-last convolution weights pull the whole network into that layout, the fastest one on processors.</summary>
    private Tensor Prepare(Tensor folded) =>
        (folded.dim() == 4 ? folded.permute(0, 2, 3, 1).contiguous().permute(0, 3, 1, 2) : folded)
        .to_type(Type, copy: true).DetachFromDisposeScope();
}
