using System.Runtime.InteropServices;
using static IdmLive.Diffusion.Network.ScalarConstants;
using static TorchSharp.torch;
using Tensor = TorchSharp.torch.Tensor;

namespace IdmLive.Training.Tests.Losses;

/// <summary>Values and slopes of losses.</summary>
internal static class LossValues
{
    public static float Value(Tensor scalar) => Floats(scalar)[0];

    public static float[] Floats(Tensor values)
    {
        using Tensor flat = values.detach().contiguous().clone();
        return MemoryMarshal.Cast<byte, float>(flat.bytes).ToArray();
    }

    /// <summary>The slope of a loss along its gradient by a central difference, as a part of what the gradient says: 1 where that is right.</summary>
    /// <param name="loss">Of the restored and the true picture.</param>
    /// <param name="x0">The restored picture; requires a gradient.</param>
    /// <param name="x">The true picture.</param>
    /// <param name="step">Length of the step to each side.</param>
    public static double SlopeAlongGradient(Func<Tensor, Tensor, Tensor> loss, Tensor x0, Tensor x, float step)
    {
        loss(x0, x).backward();
        Tensor gradient = x0.grad!;
        double length = Math.Sqrt(Floats(gradient).Sum(g => (double)g * g));
        using IDisposable noGradient = no_grad();
        Tensor along = gradient.mul(tensor((float)(step / length)));
        double slope = (Value(loss(x0.add(along, One), x)) - Value(loss(x0.sub(along), x))) / (2 * step);
        return slope / length;
    }
}
