using TorchSharp;
using static IdmLive.Diffusion.Network.ScalarConstants;
using static TorchSharp.torch;

namespace IdmLive.Training.Intrinsic;

/// <summary>
/// Adam (Kingma and Ba 2015) with gradient clipping and an exponential moving average of the weights, over one flat buffer.
/// Own code because the library's makes temporary scalars at each step. One thread.
/// </summary>
public sealed class FlatAdam : IDisposable
{
    private const double Beta1 = .9;
    private const double Beta2 = .99;
    private static readonly Scalar Beta2Scalar = Keep(Beta2);
    private static readonly Scalar OneMinusBeta2 = Keep(1 - Beta2);
    private static readonly Scalar Epsilon = Keep(1e-8);

    private readonly Tensor _oneMinusBeta1;
    private readonly Tensor _rate;
    private readonly Tensor _averageWeight;
    private readonly Tensor _clip;

    /// <summary>Starts with zero moments and the average at the weights.</summary>
    /// <param name="weights">One dimension, a leaf with gradient; stays the caller's.</param>
    /// <param name="clip">Largest norm of the gradient.</param>
    public FlatAdam(Tensor weights, double clip)
    {
        Weights = weights;
        using (no_grad())
        {
            First = zeros_like(weights).DetachFromDisposeScope();
            Second = zeros_like(weights).DetachFromDisposeScope();
            Average = weights.detach().clone().DetachFromDisposeScope();
        }

        _oneMinusBeta1 = tensor((float)(1 - Beta1), device: weights.device).DetachFromDisposeScope();
        _rate = tensor(0f).DetachFromDisposeScope();
        _averageWeight = tensor(0f).DetachFromDisposeScope();
        _clip = tensor((float)clip, device: weights.device).DetachFromDisposeScope();
    }

    /// <summary>The weights.</summary>
    public Tensor Weights { get; }

    /// <summary>First moment.</summary>
    public Tensor First { get; }

    /// <summary>Second moment.</summary>
    public Tensor Second { get; }

    /// <summary>Average of the weights.</summary>
    public Tensor Average { get; }

    /// <summary>Steps done.</summary>
    public int Steps { get; set; }

    /// <summary>One step with the gradient that lies in the weights; clears the gradient.</summary>
    /// <param name="rate">Learning rate of this step.</param>
    /// <param name="averageDecay">Largest decay of the average; it starts smaller: min(decay, (1 + n) / (10 + n)).</param>
    /// <returns>The norm of the gradient before clipping.</returns>
    public float Step(double rate, double averageDecay)
    {
        using IDisposable noGradient = no_grad();
        using DisposeScope scope = NewDisposeScope();
        Steps++;
        Tensor gradient = Weights.grad ?? throw new InvalidOperationException("No gradient; call backward first.");
        Tensor norm = gradient.mul(gradient).sum().sqrt();
        gradient.mul_(_clip.div(norm.add(Epsilon, One)).clamp_max(One));

        First.lerp_(gradient, _oneMinusBeta1);
        Second.mul_(Beta2Scalar).addcmul_(gradient, gradient, OneMinusBeta2);
        double corrected = rate * Math.Sqrt(1 - Math.Pow(Beta2, Steps)) / (1 - Math.Pow(Beta1, Steps));
        Tensor update = First.div(Second.sqrt().add_(Epsilon, One));
        Weights.sub_(update.mul_(Set(_rate, corrected)));

        double decay = Math.Min(averageDecay, (1.0 + Steps) / (10.0 + Steps));
        Average.lerp_(Weights, Set(_averageWeight, 1 - decay).to(Average.device));
        gradient.zero_();
        return norm.cpu().data<float>()[0];
    }

    /// <summary>Forgets the gradient that lies in the weights.</summary>
    public void ClearGradient()
    {
        using IDisposable noGradient = no_grad();
        Weights.grad?.zero_();
    }

    /// <summary>Begins anew from other weights.</summary>
    public void Restart(float[] weights)
    {
        using IDisposable noGradient = no_grad();
        using Tensor values = tensor(weights);
        Weights.copy_(values);
        Average.copy_(values);
        First.zero_();
        Second.zero_();
        Steps = 0;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (Tensor tensor in (Tensor[])[First, Second, Average, _oneMinusBeta1, _rate, _averageWeight, _clip])
        {
            tensor.Dispose();
        }
    }

    private static Tensor Set(Tensor scalar, double value)
    {
        System.Runtime.InteropServices.MemoryMarshal.Cast<byte, float>(scalar.bytes)[0] = (float)value;
        return scalar;
    }
}
