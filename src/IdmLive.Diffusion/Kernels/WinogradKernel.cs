using System.Runtime.CompilerServices;

namespace IdmLive.Diffusion.Kernels;

/// <summary>
/// A 3x3 convolution with step 1 in three parts: tiles of the input become points, for each point a matrix product over the channels of all tiles,
/// points become tiles of the output. Tiles are counted row by row. Stateless.
/// </summary>
internal static unsafe class WinogradKernel<TWinograd>
    where TWinograd : IWinograd
{
    private const int MostLane = 16;
    private const int MostPoints = 36;

    /// <summary>Products of matrices for a tile.</summary>
    public static int Points => TWinograd.Inputs * TWinograd.Inputs;

    /// <summary>Tiles of a map.</summary>
    public static int Tiles(in FeatureMap map) => Across(map) * ((map.Height + TWinograd.Outputs - 1) / TWinograd.Outputs);

    /// <summary>Input to points.</summary>
    /// <param name="call">The step.</param>
    /// <param name="first">The first tile.</param>
    /// <param name="count">How many.</param>
    /// <param name="points">[point, tile, channel]; the first of these tiles first.</param>
    /// <param name="pointStep">Numbers from a point to the next.</param>
    [SkipLocalsInit]
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void ToPoints<TLane>(in ConvolutionCall call, int first, int count, float* points, nint pointStep)
        where TLane : unmanaged, ILane<TLane>
    {
        FeatureMap input = call.Input;
        int side = TWinograd.Inputs, across = Across(input);
        float* columns = stackalloc float[MostPoints * MostLane];
        for (int tile = 0; tile < count; tile++)
        {
            (int ty, int tx) = Math.DivRem(first + tile, across);
            float* from = input.At((ty * TWinograd.Outputs) - 1, (tx * TWinograd.Outputs) - 1);
            float* to = points + ((nint)tile * input.Channels);
            for (int channel = 0; channel < input.Channels; channel += TLane.Width)
            {
                for (int x = 0; x < side; x++)
                {
                    TWinograd.Input<TLane>(
                        from + channel + (x * input.Channels), input.RowStep, columns + (x * TLane.Width), side * TLane.Width);
                }

                for (int y = 0; y < side; y++)
                {
                    TWinograd.Input<TLane>(columns + (y * side * TLane.Width), TLane.Width, to + channel + (y * side * pointStep), pointStep);
                }
            }
        }
    }

    /// <summary>The product of one point.</summary>
    /// <param name="call">The step.</param>
    /// <param name="point">Which point.</param>
    /// <param name="tiles">How many tiles; up to the next multiple of the matrix kernel's rows they are computed, too.</param>
    /// <param name="from">[tile, input channel].</param>
    /// <param name="to">[tile, output place], <paramref name="toStep"/> apart.</param>
    /// <param name="toStep">Numbers from a tile's sums to the next, a multiple of the panel's width.</param>
    public static void Multiply<TLane>(in ConvolutionCall call, int point, int tiles, float* from, float* to, nint toStep)
        where TLane : unmanaged, ILane<TLane>
    {
        int depth = call.Input.Channels, panelWidth = MatrixKernel.PanelWidth<TLane>();
        nint* rows = stackalloc nint[TLane.Rows];
        nint tap = 0;
        for (int r = 0; r < TLane.Rows; r++)
        {
            rows[r] = (nint)r * depth;
        }

        int panels = (int)(toStep / panelWidth);
        float* panel = call.Panels + ((nint)point * panels * depth * panelWidth);
        for (int p = 0; p < panels; p++, panel += (nint)depth * panelWidth)
        {
            for (int tile = 0; tile < tiles; tile += TLane.Rows)
            {
                MatrixKernel.Multiply<TLane>(
                    from + ((nint)tile * depth), rows, &tap, 1, depth, panel, to + (tile * toStep) + (p * panelWidth), toStep);
            }
        }
    }

    /// <summary>Points to output.</summary>
    /// <param name="call">The step.</param>
    /// <param name="first">The first tile.</param>
    /// <param name="count">How many.</param>
    /// <param name="points">[point, tile, output place]; the first of these tiles first.</param>
    /// <param name="pointStep">Numbers from a point to the next.</param>
    /// <param name="tileStep">Numbers from a tile to the next.</param>
    [SkipLocalsInit]
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void FromPoints<TLane>(in ConvolutionCall call, int first, int count, float* points, nint pointStep, nint tileStep)
        where TLane : unmanaged, ILane<TLane>
    {
        FeatureMap output = call.Output;
        int side = TWinograd.Inputs, outputs = TWinograd.Outputs, across = Across(output);
        float* columns = stackalloc float[MostPoints * MostLane];
        float* pixels = stackalloc float[MostPoints * MostLane];
        for (int tile = 0; tile < count; tile++)
        {
            (int ty, int tx) = Math.DivRem(first + tile, across);
            (int top, int left) = (ty * outputs, tx * outputs);
            (int height, int width) = (Math.Min(outputs, output.Height - top), Math.Min(outputs, output.Width - left));
            for (int channel = 0; channel < call.Step.Places; channel += TLane.Width)
            {
                float* from = points + (tile * tileStep) + channel;
                for (int x = 0; x < side; x++)
                {
                    TWinograd.Output<TLane>(from + (x * pointStep), side * pointStep, columns + (x * TLane.Width), side * TLane.Width);
                }

                for (int y = 0; y < height; y++)
                {
                    TWinograd.Output<TLane>(columns + (y * side * TLane.Width), TLane.Width, pixels, TLane.Width);
                    for (int x = 0; x < width; x++)
                    {
                        call.Write(TLane.Load(pixels + (x * TLane.Width)), channel, top + y, left + x, channel);
                    }
                }
            }
        }
    }

    private static int Across(in FeatureMap map) => (map.Width + TWinograd.Outputs - 1) / TWinograd.Outputs;
}
