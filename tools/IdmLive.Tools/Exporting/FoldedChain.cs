using System.Runtime.InteropServices;
using IdmLive.Diffusion.Models;
using IdmLive.Diffusion.Network;
using IdmLive.Diffusion.Sampling;
using TorchSharp;
using static TorchSharp.torch;

namespace IdmLive.Tools.Exporting;

/// <summary>
/// The chain of a model in tensors, as the restorer runs it: the plan and the weights folded for each of its noise levels. On the
/// processor; one thread.
/// </summary>
internal sealed class FoldedChain : IDisposable
{
    private readonly Tensor[][] _folded;
    private readonly ScalarType _type;

    /// <summary>Folds the weights.</summary>
    /// <param name="package">The model.</param>
    /// <param name="options">Checked (<see cref="ExportOptions.For"/>).</param>
    /// <param name="type">Number format of the network's arithmetic.</param>
    public FoldedChain(ModelPackage package, ExportOptions options, ScalarType type = ScalarType.Float32)
    {
        Package = package;
        _type = type;
        Plan = new SamplingPlan(package.Schedule, package.Manifest.Schedule.Levels[options.Steps], options.Sampler);
        using IDisposable noGradient = no_grad();
        using DisposeScope scope = NewDisposeScope();
        Tensor[] parameters = FlatParameters.Views(package.Network.Layout, FlatParameters.ToTensor(package.Parameters));
        _folded = [.. Plan.Steps.Select(step => package.Network.Fold(parameters, step.Condition).Select(Prepare).ToArray())];

        // Channels-last weights pull the network into that layout, the fastest one on processors, as in the restorer.
        Tensor Prepare(Tensor folded) =>
            (folded.dim() == 4 ? folded.permute(0, 2, 3, 1).contiguous().permute(0, 3, 1, 2) : folded).to_type(type, copy: true).DetachFromDisposeScope();
    }

    /// <summary>The model.</summary>
    public ModelPackage Package { get; }

    /// <summary>The chain.</summary>
    public SamplingPlan Plan { get; }

    /// <summary>Noise images that the chain takes: one for the start and one for each step that adds noise.</summary>
    public int NoiseDraws => 1 + Enumerable.Range(1, Plan.Steps.Count).LastOrDefault(i => Plan.Steps[i - 1].Weights.Noise > 0);

    /// <summary>The weights of a network call in 32 bits, row-major, one array for each slot of the layout.</summary>
    public float[][] Values(int step)
    {
        using DisposeScope scope = NewDisposeScope();
        return [.. _folded[step].Select(f => MemoryMarshal.Cast<byte, float>(f.to_type(ScalarType.Float32).contiguous().bytes).ToArray())];
    }

    /// <summary>Draws x from y.</summary>
    /// <param name="y">[batch, 3, height, width], 32-bit, -1..1.</param>
    /// <param name="noise">[batch, 3 x <see cref="NoiseDraws"/>, height, width], 32-bit, unit normal.</param>
    /// <param name="previous">Like y; y itself without a previous frame.</param>
    /// <returns>Like y; new, in the surrounding dispose scope.</returns>
    public Tensor Sample(Tensor y, Tensor noise, Tensor previous)
    {
        using IDisposable noGradient = no_grad();
        return Sampler.Sample(Denoise, y, i => noise.narrow(1, 3 * i, 3), Plan);

        Tensor Denoise(Tensor xt, int step)
        {
            using DisposeScope scope = NewDisposeScope();
            Tensor images = Package.Network.Join(xt, y, previous).to_type(_type);
            Tensor r = Package.Network.ForwardFolded(_folded[step], images);
            return r.to_type(ScalarType.Float32).add(y, ScalarConstants.One).MoveToOuterDisposeScope();
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (Tensor tensor in _folded.SelectMany(f => f))
        {
            tensor.Dispose();
        }

        Plan.Dispose();
    }
}
