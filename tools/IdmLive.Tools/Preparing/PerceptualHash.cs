using System.Globalization;
using System.Numerics;
using OpenCvSharp;

namespace IdmLive.Tools.Preparing;

/// <summary>
/// A hash of 64 bits that changes little when a picture is compressed, resized or brightened: the signs of 64 low frequencies of the
/// discrete cosine transform about their median (the hash known as pHash).
/// </summary>
internal static class PerceptualHash
{
    private const int Side = 32, Block = 8;

    /// <summary>The hash of a picture.</summary>
    /// <param name="grey">8-bit, one channel, any size.</param>
    public static ulong Of(Mat grey)
    {
        using Mat small = new(), values = new(), frequencies = new();
        Cv2.Resize(grey, small, new Size(Side, Side), 0, 0, InterpolationFlags.Area);
        small.ConvertTo(values, MatType.CV_32FC1);
        Cv2.Dct(values, frequencies);
        Span<float> block = stackalloc float[Block * Block];
        for (int y = 0; y < Block; y++)
        {
            for (int x = 0; x < Block; x++)
            {
                // The first row and column (means along an axis) say little about what a picture shows.
                block[(y * Block) + x] = frequencies.At<float>(y + 1, x + 1);
            }
        }

        Span<float> sorted = stackalloc float[block.Length];
        block.CopyTo(sorted);
        sorted.Sort();
        float median = (sorted[(block.Length / 2) - 1] + sorted[block.Length / 2]) / 2;
        ulong hash = 0;
        foreach (float value in block)
        {
            hash = (hash << 1) | (value > median ? 1UL : 0);
        }

        return hash;
    }

    /// <summary>Bits that differ, 0 to 64.</summary>
    public static int Distance(ulong a, ulong b) => BitOperations.PopCount(a ^ b);

    /// <summary>16 hexadecimal digits.</summary>
    public static string ToText(ulong hash) => hash.ToString("x16", CultureInfo.InvariantCulture);

    /// <summary>The hash of its digits.</summary>
    public static ulong Parse(string text) => ulong.Parse(text, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
}
