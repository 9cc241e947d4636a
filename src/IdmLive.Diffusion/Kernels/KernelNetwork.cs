using System.Runtime.InteropServices;
using IdmLive.Diffusion.Network;
using TorchSharp;
using static TorchSharp.torch;

namespace IdmLive.Diffusion.Kernels;

/// <summary>A network at one noise level, computed by kernels of this project in 32 bits on the processor. Any number of threads.</summary>
internal sealed unsafe class KernelNetwork : IDisposable
{
    private readonly KernelModel _model;
    private readonly KernelLevel _level;

    private KernelNetwork(KernelModel model, KernelLevel level) => (_model, _level) = (model, level);

    /// <summary>Prepares a network.</summary>
    /// <param name="network">The network.</param>
    /// <param name="values">All its parameters, in the order of its layout.</param>
    /// <param name="condition">The noise level as the network is told it.</param>
    /// <returns>The network, or null where it or this processor has no kernels.</returns>
    public static KernelNetwork? TryCreate(ConditionalNetwork network, ReadOnlyMemory<float> values, double condition)
    {
        if (network is not PlainNetwork plain || KernelModel.TryShare(plain, values.Span) is not { } model)
        {
            return null;
        }

        using IDisposable noGradient = no_grad();
        using DisposeScope scope = NewDisposeScope();
        Tensor[] slots = FlatParameters.Views(network.Layout, FlatParameters.ToTensor(values));
        IReadOnlyDictionary<int, (Tensor Gain, Tensor Bias)> outputs = plain.Outputs(slots, condition);
        return new(model, new(
            model.Program,
            slot => outputs.TryGetValue(slot, out (Tensor Gain, Tensor Bias) output) ? (Numbers(output.Gain), Numbers(output.Bias)) : (null, Numbers(slots[slot + 1]))));
    }

    /// <summary>As <see cref="ConditionalNetwork.ForwardFolded"/>, image by image: the result of one does not depend on the others or on the threads.</summary>
    /// <param name="images">
    /// x_t, y and, where the network takes three, the previous frame: [batch, 3, height, width] each, 32 bits, on the processor; not changed.
    /// </param>
    /// <param name="threads">Largest number of threads that work.</param>
    /// <returns>[batch, 3, height, width]; new, in the surrounding dispose scope.</returns>
    public Tensor Forward(ReadOnlySpan<Tensor> images, int threads)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor[] planes = new Tensor[images.Length];
        for (int i = 0; i < planes.Length; i++)
        {
            planes[i] = images[i].contiguous();
        }

        long[] shape = planes[0].shape;
        (int height, int width) = ((int)shape[2], (int)shape[3]);
        Tensor result = empty(shape, ScalarType.Float32);
        FeatureMap map = _model.MapFor(height, width);
        IKernelRun run = KernelRuns.Rent(_model.Program, height, width);
        KernelTeam? team = KernelTeam.Shared.TryEnter(threads) ? KernelTeam.Shared : null;
        Span<nint> addresses = stackalloc nint[planes.Length];
        for (long image = 0; image < shape[0]; image++)
        {
            for (int i = 0; i < planes.Length; i++)
            {
                addresses[i] = (nint)TensorMemory.At(planes[i], image * 3 * height * width);
            }

            run.Run(_model.Weights, _level, map, addresses, TensorMemory.At(result, image * 3 * height * width), team);
        }

        team?.Leave();
        KernelRuns.Return(run);
        GC.KeepAlive(this);
        GC.KeepAlive(planes);
        return result.MoveToOuterDisposeScope();
    }

    /// <summary>Multiplications that a call does for one square image.</summary>
    public long Multiplications(int size) => _model.Program.Multiplications(size, size);

    /// <inheritdoc/>
    public void Dispose()
    {
        _level.Dispose();
        _model.Release();
    }

    private static float[] Numbers(Tensor tensor) => MemoryMarshal.Cast<byte, float>(tensor.contiguous().bytes).ToArray();
}
