using IdmLive.Diffusion.Models;
using IdmLive.Diffusion.Network;
using IdmLive.Diffusion.Restoring;
using TorchSharp;
using static TorchSharp.torch;

namespace IdmLive.Diffusion.Tuning;

/// <summary>One call of a model's network on a drawn crop, to be timed: from x_t, y and the previous frame to x0_hat. One thread.</summary>
public sealed class NetworkCall : IDisposable
{
    private readonly FoldedNetwork _network;
    private readonly Tensor _xt;
    private readonly Tensor _y;

    /// <summary>Prepares a call.</summary>
    /// <param name="network">From <see cref="Fold"/>; stays the caller's, because calls of several sizes share it.</param>
    /// <param name="pixels">Width and height of the crop, a multiple of the network's.</param>
    /// <param name="threads">Threads of the tensor library.</param>
    public NetworkCall(FoldedNetwork network, int pixels, int threads)
    {
        (_network, Pixels, Threads) = (network, pixels, threads);
        using DisposeScope scope = NewDisposeScope();
        _xt = SeedNoise.Draw(1, 1, pixels).DetachFromDisposeScope();
        _y = SeedNoise.Draw(2, 1, pixels).DetachFromDisposeScope();
    }

    /// <summary>Width and height of the crop.</summary>
    public int Pixels { get; }

    /// <summary>Number format.</summary>
    public Arithmetic Arithmetic => _network.Type == ScalarType.BFloat16 ? Arithmetic.BFloat16 : Arithmetic.Float32;

    /// <summary>Threads of the tensor library.</summary>
    public int Threads { get; }

    /// <summary>Floating-point operations that a call does; see <see cref="FoldedNetwork.Multiplications"/>.</summary>
    public long OperationsDone => 2 * _network.Multiplications(Pixels);

    /// <summary>A model's network at the level of its single call.</summary>
    /// <param name="package">The model.</param>
    /// <param name="arithmetic">Number format; not <see cref="Arithmetic.Auto"/>.</param>
    public static FoldedNetwork Fold(ModelPackage package, Arithmetic arithmetic)
    {
        IReadOnlyList<double> levels = package.Manifest.Schedule.Levels.MinBy(l => l.Key).Value;
        return new(
            package.Network,
            package.Parameters,
            package.Schedule.Condition(levels[0]),
            CPU,
            arithmetic == Arithmetic.BFloat16 ? ScalarType.BFloat16 : ScalarType.Float32);
    }

    /// <summary>One call.</summary>
    public void Run()
    {
        ThreadCount.Set(Threads);
        using IDisposable noGradient = no_grad();
        using Tensor result = _network.Call(_xt, _y, _y);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _xt.Dispose();
        _y.Dispose();
    }
}
