namespace IdmLive.Diffusion.Kernels;

/// <summary>
/// Where features lie: a pixel's channels side by side, a row's pixels one after the other, and around the map zeros, so that no kernel has to ask
/// where the border is.
/// </summary>
/// <param name="Origin">The first channel of the pixel at the top left.</param>
/// <param name="Height">Rows.</param>
/// <param name="Width">Pixels of a row.</param>
/// <param name="Channels">Numbers of a pixel, a multiple of <see cref="ChannelMultiple"/>; those beyond the network's are zero.</param>
internal readonly unsafe record struct FeatureMap(nint Origin, int Height, int Width, int Channels)
{
    /// <summary>What channels are filled up to: two registers of the narrower kind, one of the wider.</summary>
    public const int ChannelMultiple = 16;

    /// <summary>Zeros left of and above the map.</summary>
    private const int Before = 1;

    /// <summary>Zeros right of and below it: a convolution's, and what the last tile reaches beyond.</summary>
    private const int After = 4;

    /// <summary>Numbers from a row to the next.</summary>
    public nint RowStep => (nint)(Width + Before + After) * Channels;

    /// <summary>Channels filled up.</summary>
    public static int Fill(int channels) => (channels + ChannelMultiple - 1) / ChannelMultiple * ChannelMultiple;

    /// <summary>Numbers that a map takes with its zeros.</summary>
    public static long Length(int height, int width, int channels) => (long)(height + Before + After) * (width + Before + After) * channels;

    /// <summary>A map at the beginning of a buffer of zeros.</summary>
    public static FeatureMap In(AlignedBuffer buffer, int height, int width, int channels) =>
        new((nint)(buffer.Pointer + ((((long)Before * (width + Before + After)) + Before) * channels)), height, width, channels);

    /// <summary>The first channel of a pixel.</summary>
    public float* At(int y, int x) => (float*)Origin + (y * RowStep) + ((nint)x * Channels);
}
