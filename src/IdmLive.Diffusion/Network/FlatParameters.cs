using static TorchSharp.torch;

namespace IdmLive.Diffusion.Network;

/// <summary>The flat buffer of a network's parameters as tensors. Stateless; tensors live on the calling thread.</summary>
public static class FlatParameters
{
    /// <summary>
    /// Values in memory of the tensor library. A tensor made of an array lies where the array lies, at an alignment that differs from run to run,
    /// and matrix products round differently by the alignment of their operands: without the copy, two networks of one model could differ in their last bits.
    /// </summary>
    /// <param name="values">Any number of values; copied.</param>
    /// <returns>One dimension, 32-bit, on the processor; in the surrounding dispose scope.</returns>
    public static Tensor ToTensor(ReadOnlyMemory<float> values)
    {
        using Tensor borrowed = tensor(values.ToArray());
        return borrowed.clone();
    }

    /// <summary>A view for each parameter.</summary>
    /// <param name="layout">Where each parameter lies.</param>
    /// <param name="flat">All values, one dimension.</param>
    /// <returns>In the order of the layout, in the surrounding dispose scope.</returns>
    public static Tensor[] Views(ParameterLayout layout, Tensor flat) =>
        [.. layout.Slots.Select(s => flat.narrow(0, s.Offset, s.Count).view([.. s.Shape]))];

    /// <summary>As <see cref="Views"/>, for training: one backward node for all parameters, where a slice for each would write a whole buffer for each.</summary>
    /// <inheritdoc cref="Views"/>
    public static Tensor[] Split(ParameterLayout layout, Tensor flat) =>
        [.. flat.split([.. layout.Slots.Select(s => s.Count)]).Zip(layout.Slots, (part, s) => part.view([.. s.Shape]))];
}
