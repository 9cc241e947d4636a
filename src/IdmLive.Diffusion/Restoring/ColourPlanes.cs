using System.Runtime.Intrinsics;
using OpenCvSharp;

namespace IdmLive.Diffusion.Restoring;

/// <summary>Bytes of interleaved colours to planes of numbers and back, four pixels at a time. Stateless.</summary>
internal static unsafe class ColourPlanes
{
    // Byte b is the number b 2/255 - 1, from -1 to 1.
    private const float ByteToUnit = 2 / 255f, UnitToByte = 255 / 2f;
    private const int Group = 4;

    /// <summary>Reads a picture.</summary>
    /// <param name="picture">8-bit BGR.</param>
    /// <param name="planes">Overwritten: red, green, blue, -1..1, each [height, width].</param>
    public static void Read(Mat picture, float* planes)
    {
        (int width, int height) = (picture.Width, picture.Height);
        Vector128<float> scale = Vector128.Create(ByteToUnit), one = Vector128<float>.One;
        for (int y = 0; y < height; y++)
        {
            byte* from = (byte*)picture.Ptr(y);
            float* red = planes + ((nint)y * width), green = red + ((nint)width * height), blue = green + ((nint)width * height);
            int x = 0;

            // Sixteen bytes are read for twelve, so the last pixels go one by one.
            for (; x + Group + 2 <= width; x += Group, from += 3 * Group)
            {
                Vector128<byte> bytes = Vector128.Load(from);
                Store(Vector128.Shuffle(bytes, Vector128.Create((byte)0, 255, 255, 255, 3, 255, 255, 255, 6, 255, 255, 255, 9, 255, 255, 255)), blue + x);
                Store(Vector128.Shuffle(bytes, Vector128.Create((byte)1, 255, 255, 255, 4, 255, 255, 255, 7, 255, 255, 255, 10, 255, 255, 255)), green + x);
                Store(Vector128.Shuffle(bytes, Vector128.Create((byte)2, 255, 255, 255, 5, 255, 255, 255, 8, 255, 255, 255, 11, 255, 255, 255)), red + x);
            }

            for (; x < width; x++, from += 3)
            {
                blue[x] = (from[0] * ByteToUnit) - 1;
                green[x] = (from[1] * ByteToUnit) - 1;
                red[x] = (from[2] * ByteToUnit) - 1;
            }
        }

        void Store(Vector128<byte> spread, float* to) => ((Vector128.ConvertToSingle(spread.AsInt32()) * scale) - one).Store(to);
    }

    /// <summary>Writes a picture, rounded to the nearest byte; what is beyond the range is cut off.</summary>
    /// <param name="planes">As <see cref="Read"/> gives them; no number becomes 0.</param>
    /// <param name="picture">Overwritten, 8-bit BGR.</param>
    public static void Write(float* planes, Mat picture)
    {
        (int width, int height) = (picture.Width, picture.Height);
        for (int y = 0; y < height; y++)
        {
            byte* to = (byte*)picture.Ptr(y);
            float* red = planes + ((nint)y * width), green = red + ((nint)width * height), blue = green + ((nint)width * height);
            int x = 0;
            for (; x + Group + 2 <= width; x += Group, to += 3 * Group)
            {
                // Blue, green and red of a pixel in the three lower bytes of one number.
                Vector128<int> colours = Bytes(blue + x) | Vector128.ShiftLeft(Bytes(green + x), 8) | Vector128.ShiftLeft(Bytes(red + x), 16);
                Vector128.Shuffle(colours.AsByte(), Vector128.Create((byte)0, 1, 2, 4, 5, 6, 8, 9, 10, 12, 13, 14, 255, 255, 255, 255)).Store(to);
            }

            for (; x < width; x++, to += 3)
            {
                (to[0], to[1], to[2]) = (Byte(blue[x]), Byte(green[x]), Byte(red[x]));
            }
        }
    }

    private static Vector128<int> Bytes(float* from)
    {
        Vector128<float> value = (Vector128.Load(from) + Vector128<float>.One) * Vector128.Create(UnitToByte);
        Vector128<float> inside = Vector128.Min(Vector128.Max(value, Vector128<float>.Zero), Vector128.Create(255f));
        return Vector128.ConvertToInt32(Vector128.Round(inside));
    }

    private static byte Byte(float value) => (byte)Math.Clamp(MathF.Round((value + 1) * UnitToByte), 0, 255);
}
