using TorchSharp;
using static IdmLive.Diffusion.Network.ScalarConstants;
using static TorchSharp.torch;

namespace IdmLive.Diffusion.Sampling;

/// <summary>The network as a sampler sees it: an estimate of x from the noisy x_t at one step of a plan.</summary>
/// <param name="xt">[batch, 3, height, width]; not changed.</param>
/// <param name="step">Index of the step in the plan.</param>
/// <returns>x0_hat of the same shape, 32-bit; a new tensor in the surrounding dispose scope.</returns>
public delegate Tensor Denoiser(Tensor xt, int step);

/// <summary>Runs a chain (IDM eq. 8, or DDIM).</summary>
public static class Sampler
{
    /// <summary>
    /// The image that a predicted noise stands for: the forward process (IDM eq. 5) solved for x. The factors are large where the level
    /// is noisy (100 at abar = 1e-4), so everything here is 32-bit.
    /// </summary>
    /// <param name="plan">The chain.</param>
    /// <param name="step">Index of the step.</param>
    /// <param name="xt">[batch, 3, height, width]; not changed.</param>
    /// <param name="y">As <paramref name="xt"/>; not changed.</param>
    /// <param name="noise">The network's estimate of the noise; not changed.</param>
    /// <returns>x0_hat, not clipped; new, in the surrounding dispose scope.</returns>
    public static Tensor SolveForImage(SamplingPlan plan, int step, Tensor xt, Tensor y, Tensor noise)
    {
        (Scalar wt, Scalar wy, Scalar wn) = plan.SolutionScalars(step);
        Tensor x = noise.mul(wn).add_(xt, wt);
        return plan.Steps[step].Forward.Y == 0 ? x : x.add_(y, wy);
    }

    /// <summary>
    /// Draws x from y. Everything made on the way is disposed of; the result goes to the caller's dispose scope. The estimate
    /// of x is clipped to -1..1 at each step.
    /// </summary>
    /// <param name="denoiser">The network.</param>
    /// <param name="y">[batch, 3, height, width], 32-bit, range -1..1; not changed.</param>
    /// <param name="noise">
    /// Unit normal noise for step i of the plan, shaped like y; index 0 makes the start, index i the mix after call i - 1. Not changed.
    /// </param>
    /// <param name="plan">The chain.</param>
    public static Tensor Sample(Denoiser denoiser, Tensor y, Func<int, Tensor> noise, SamplingPlan plan)
    {
        using DisposeScope scope = NewDisposeScope();
        int last = plan.Steps.Count - 1;
        return denoiser(Reach(denoiser, y, noise, plan, last), last).clamp_(MinusOne, One).MoveToOuterDisposeScope();
    }

    /// <summary>Runs the first calls of a chain.</summary>
    /// <param name="denoiser">The network.</param>
    /// <param name="y">As for <see cref="Sample"/>.</param>
    /// <param name="noise">As for <see cref="Sample"/>.</param>
    /// <param name="plan">The chain.</param>
    /// <param name="step">How many calls, fewer than the chain has.</param>
    /// <returns>x_t as the call with index <paramref name="step"/> meets it; in the caller's dispose scope.</returns>
    public static Tensor Reach(Denoiser denoiser, Tensor y, Func<int, Tensor> noise, SamplingPlan plan, int step)
    {
        using DisposeScope scope = NewDisposeScope();
        (Scalar startY, Scalar startNoise) = plan.StartScalars;
        Tensor xt = noise(0).mul(startNoise).add_(y, startY);
        for (int i = 0; i < step; i++)
        {
            Tensor x0 = denoiser(xt, i).clamp_(MinusOne, One);
            (Scalar wx, Scalar wt, Scalar wy, Scalar wn) = plan.StepScalars(i);
            Tensor next = x0.mul_(wx).add_(xt, wt);
            if (plan.Steps[i].Weights.Y != 0)
            {
                next = next.add_(y, wy);
            }

            if (plan.Steps[i].Weights.Noise > 0)
            {
                next = next.add_(noise(i + 1), wn);
            }

            xt.Dispose();
            xt = next;
        }

        return xt.MoveToOuterDisposeScope();
    }
}
