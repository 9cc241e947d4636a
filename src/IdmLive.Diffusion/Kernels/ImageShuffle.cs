namespace IdmLive.Diffusion.Kernels;

/// <summary>Images in planes to features of blocks of their pixels and back, as pixel unshuffle and shuffle order them. Stateless.</summary>
internal static unsafe class ImageShuffle
{
    /// <summary>One row of blocks of an image of three planes.</summary>
    /// <param name="planes">[3, height, width].</param>
    /// <param name="map">The features.</param>
    /// <param name="block">Width of a block.</param>
    /// <param name="row">Row of the features.</param>
    /// <param name="channel">The image's first channel in the features.</param>
    public static void Unshuffle(float* planes, in FeatureMap map, int block, int row, int channel)
    {
        int width = map.Width * block;
        for (int i = 0; i < 3 * block; i++, channel += block)
        {
            (int colour, int line) = Math.DivRem(i, block);
            float* from = planes + ((((nint)colour * map.Height * block) + (row * block) + line) * width);
            float* to = map.At(row, 0) + channel;
            for (int x = 0; x < map.Width; x++, from += block, to += map.Channels)
            {
                Copy(from, to, block);
            }
        }
    }

    /// <summary>The reverse: one row of blocks into an image.</summary>
    /// <inheritdoc cref="Unshuffle"/>
    public static void Shuffle(in FeatureMap map, float* planes, int block, int row)
    {
        int width = map.Width * block;
        for (int i = 0; i < 3 * block; i++)
        {
            (int colour, int line) = Math.DivRem(i, block);
            float* to = planes + ((((nint)colour * map.Height * block) + (row * block) + line) * width);
            float* from = map.At(row, 0) + (i * block);
            for (int x = 0; x < map.Width; x++, to += block, from += map.Channels)
            {
                Copy(from, to, block);
            }
        }
    }

    private static void Copy(float* from, float* to, int count)
    {
        if (count == 4)
        {
            // The usual block, as one register.
            *(Int128*)to = *(Int128*)from;
            return;
        }

        for (int i = 0; i < count; i++)
        {
            to[i] = from[i];
        }
    }
}
