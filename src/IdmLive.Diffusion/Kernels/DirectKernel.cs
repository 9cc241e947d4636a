using System.Runtime.CompilerServices;

namespace IdmLive.Diffusion.Kernels;

/// <summary>A convolution as matrix products of its taps. Stateless.</summary>
internal static unsafe class DirectKernel
{
    private const int MostRows = 8;
    private const int MostPanel = 32;
    private const int MostTaps = 9;

    /// <summary>Computes one row of the convolution, before the shuffle.</summary>
    /// <param name="call">The step.</param>
    /// <param name="row">Which row.</param>
    [SkipLocalsInit]
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Row<TLane>(in ConvolutionCall call, int row)
        where TLane : unmanaged, ILane<TLane>
    {
        KernelStep step = call.Step;
        FeatureMap input = call.Input;
        int width = input.Width / step.Stride, panelWidth = MatrixKernel.PanelWidth<TLane>();
        int tapCount = step.Filter * step.Filter, depth = input.Channels;
        nint* rows = stackalloc nint[MostRows];
        nint* taps = stackalloc nint[MostTaps];
        float* sums = stackalloc float[MostRows * MostPanel];
        for (int tap = 0; tap < tapCount; tap++)
        {
            (int dy, int dx) = Math.DivRem(tap, step.Filter);
            taps[tap] = ((dy - (step.Filter / 2)) * input.RowStep) + ((dx - (step.Filter / 2)) * input.Channels);
        }

        float* panel = call.Panels;
        for (int place = 0; place < step.Places; place += panelWidth, panel += (nint)tapCount * depth * panelWidth)
        {
            for (int x = 0; x < width; x += TLane.Rows)
            {
                for (int r = 0; r < TLane.Rows; r++)
                {
                    // Beyond the end the last pixel is computed again, and not written.
                    rows[r] = (nint)Math.Min(x + r, width - 1) * step.Stride * input.Channels;
                }

                MatrixKernel.Multiply<TLane>(input.At(row * step.Stride, 0), rows, taps, tapCount, depth, panel, sums, panelWidth);
                Write<TLane>(call, row, x, Math.Min(TLane.Rows, width - x), place, sums);
            }
        }
    }

    private static void Write<TLane>(in ConvolutionCall call, int row, int x, int count, int place, float* sums)
        where TLane : unmanaged, ILane<TLane>
    {
        KernelStep step = call.Step;
        int panelWidth = MatrixKernel.PanelWidth<TLane>();
        for (int lane = 0; lane < panelWidth && place + lane < step.Places; lane += TLane.Width)
        {
            (int pixel, int channel) = Math.DivRem(place + lane, step.PixelChannels);
            (int dy, int dx) = Math.DivRem(pixel, step.Shuffle);
            for (int r = 0; r < count; r++)
            {
                call.Write(
                    TLane.Load(sums + (r * panelWidth) + lane), place + lane, (row * step.Shuffle) + dy, ((x + r) * step.Shuffle) + dx, channel);
            }
        }
    }
}
