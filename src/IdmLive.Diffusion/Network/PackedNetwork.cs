using System.Runtime.InteropServices;
using static TorchSharp.torch;

namespace IdmLive.Diffusion.Network;

/// <summary>
/// A folded network whose convolution weights lie as the processor's kernels read them, and whose call is one call into the library. The library's
/// ordinary convolution brings the weights into that order anew each time. 32 bits, on processors. One thread.
/// </summary>
internal sealed class PackedNetwork : IDisposable
{
    /// <summary>Size that weights are packed for. The kernels of other sizes read the same order, or bring it into theirs.</summary>
    private const int NominalSize = 256;

    private readonly jit.ScriptModule _script;
    private readonly Tensor[] _packed;

    private PackedNetwork(jit.ScriptModule script, Tensor[] packed) => (_script, _packed) = (script, packed);

    /// <summary>Packs a network.</summary>
    /// <param name="network">The network.</param>
    /// <param name="folded">Its folded weights in 32 bits on the processor, convolutions channels-last; stay the caller's.</param>
    /// <returns>The packed network, or null where the network or this build of the library cannot be treated so.</returns>
    public static PackedNetwork? TryCreate(ConditionalNetwork network, Tensor[] folded)
    {
        if (network.Configuration.Family != NetworkFamily.Plain)
        {
            return null;
        }

        jit.ScriptModule? script = null;
        try
        {
            script = jit.load(ScriptArchive.Of(ScriptGraph.Write(network, NominalSize)));
            using IDisposable noGradient = no_grad();
            Tensor[] packed = (Tensor[])Invoke(script, "pack", [folded]);
            foreach (Tensor weight in packed)
            {
                weight.DetachFromDisposeScope();
            }

            return new(script, packed);
        }
        catch (ExternalException)
        {
            // A build of the library without these kernels. What they compute is computed without them, only slower.
            script?.Dispose();
            return null;
        }
    }

    /// <summary>As <see cref="ConditionalNetwork.ForwardFolded"/>. Gradients have to be off.</summary>
    public Tensor Forward(Tensor images)
    {
        Tensor result = (Tensor)Invoke(_script, "forward", [images, _packed]);
        GC.KeepAlive(images);
        GC.KeepAlive(this);
        return result;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (Tensor weight in _packed)
        {
            weight.Dispose();
        }

        _script.Dispose();
    }

#pragma warning disable RS0030 // Banned because numbers are passed as temporary scalars; here only tensors are passed.
    private static object Invoke(jit.ScriptModule script, string method, object[] tensors) => script.invoke(method, tensors);
#pragma warning restore RS0030
}
