using IdmLive.Diffusion.Kernels;

namespace IdmLive.Diffusion.Tests.Kernels;

public sealed class WinogradTests
{
    [Fact]
    public void Two_outputs_are_a_filter_of_three_taps() => Check<WinogradTwo>();

    [Fact]
    public void Four_outputs_are_a_filter_of_three_taps() => Check<WinogradFour>();

    private static unsafe void Check<TWinograd>()
        where TWinograd : IWinograd
    {
        Assert.SkipUnless(Lane256.IsSupported, "this processor has no registers of 256 bits");
        (int inputs, int outputs) = (TWinograd.Inputs, TWinograd.Outputs);
        Assert.Equal(outputs + 2, inputs);
        Random random = new(1);
        double[] taps = [.. Enumerable.Range(0, 3).Select(_ => random.NextDouble() - .5)], filter = new double[inputs];
        TWinograd.Filter(taps, filter);
        float[] signal = [.. Enumerable.Range(0, inputs * Lane256.Width).Select(_ => random.NextSingle() - .5f)];
        float[] points = new float[signal.Length], result = new float[outputs * Lane256.Width];
        fixed (float* s = signal, p = points, r = result)
        {
            TWinograd.Input<Lane256>(s, Lane256.Width, p, Lane256.Width);
            for (int i = 0; i < points.Length; i++)
            {
                p[i] *= (float)filter[i / Lane256.Width];
            }

            TWinograd.Output<Lane256>(p, Lane256.Width, r, Lane256.Width);
        }

        for (int i = 0; i < result.Length; i++)
        {
            double expected = Enumerable.Range(0, 3).Sum(t => taps[t] * signal[i + (t * Lane256.Width)]);
            Assert.Equal(expected, result[i], 1e-6);
        }
    }
}
