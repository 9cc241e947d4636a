using System.Runtime.InteropServices;
using static TorchSharp.torch;

namespace IdmLive.Diffusion.Network;

/// <summary>
/// A folded network whose convolution weights lie as the processor's kernels read them, and whose call is one call into the library. The library's
/// ordinary convolution brings the weights into that order anew each time. 32 bits, on processors. One thread.
/// </summary>
internal sealed class PackedNetwork : IDisposable
{
    /// <summary>Packings that are kept; each is as large as the weights. More than the sizes between which a live line changes.</summary>
    private const int MostPackings = 6;

    private readonly jit.ScriptModule _script;
    private readonly Tensor[] _folded;
    private readonly LinkedList<Packing> _byUse = new();

    private PackedNetwork(jit.ScriptModule script, Tensor[] folded) => (_script, _folded) = (script, folded);

    /// <summary>Number of packings kept at present.</summary>
    public int Packings => _byUse.Count;

    /// <summary>Prepares a network.</summary>
    /// <param name="network">The network.</param>
    /// <param name="folded">Its folded weights in 32 bits on the processor, convolutions channels-last; stay the caller's and have to live as long as this.</param>
    /// <returns>The network, or null where it or this build of the library cannot be treated so.</returns>
    public static PackedNetwork? TryCreate(ConditionalNetwork network, Tensor[] folded)
    {
        if (network.Configuration.Family != NetworkFamily.Plain)
        {
            return null;
        }

        try
        {
            PackedNetwork packed = new(jit.load(ScriptArchive.Of(ScriptGraph.Write(network))), folded);
            try
            {
                using IDisposable noGradient = no_grad();
                using Tensor images = zeros([1, 3 * network.Configuration.InputImages, network.Configuration.SizeMultiple, network.Configuration.SizeMultiple]);
                using Tensor tried = packed.Forward(images);
                packed.Forget();
                return packed;
            }
            catch (ExternalException)
            {
                packed.Dispose();
                return null;
            }
        }
        catch (ExternalException)
        {
            // A build of the library without these kernels. What they compute is computed without them, only slower.
            return null;
        }
    }

    /// <summary>As <see cref="ConditionalNetwork.ForwardFolded"/>. Gradients have to be off.</summary>
    public Tensor Forward(Tensor images)
    {
        Tensor result = (Tensor)Invoke("forward", [images, WeightsFor(images)]);
        GC.KeepAlive(images);
        GC.KeepAlive(this);
        return result;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Forget();
        _script.Dispose();
    }

    /// <summary>
    /// The weights in the order of the kernels for these images. Which kernels those are depends on the size and on the number of threads, and a wrong
    /// order is right but slow: 96 px images with weights packed for 256 px took ten times as long.
    /// </summary>
    private Tensor[] WeightsFor(Tensor images)
    {
        Shape shape = new(images.size(0), images.size(2), images.size(3), get_num_threads());
        for (LinkedListNode<Packing>? node = _byUse.First; node is not null; node = node.Next)
        {
            if (node.Value.Shape == shape)
            {
                if (node != _byUse.First)
                {
                    _byUse.Remove(node);
                    _byUse.AddFirst(node);
                }

                return node.Value.Weights;
            }
        }

        if (_byUse.Count == MostPackings)
        {
            _byUse.Last!.Value.Release();
            _byUse.RemoveLast();
        }

        Tensor[] weights = (Tensor[])Invoke("pack", [images, _folded]);
        foreach (Tensor weight in weights)
        {
            weight.DetachFromDisposeScope();
        }

        _byUse.AddFirst(new Packing(shape, weights));
        return weights;
    }

    private void Forget()
    {
        foreach (Packing packing in _byUse)
        {
            packing.Release();
        }

        _byUse.Clear();
    }

#pragma warning disable RS0030 // Banned because numbers are passed as temporary scalars; here only tensors are passed.
    private object Invoke(string method, object[] tensors) => _script.invoke(method, tensors);
#pragma warning restore RS0030

    private readonly record struct Shape(long Batch, long Height, long Width, int Threads);

    private sealed record Packing(Shape Shape, Tensor[] Weights)
    {
        public void Release()
        {
            foreach (Tensor weight in Weights)
            {
                weight.Dispose();
            }
        }
    }
}
