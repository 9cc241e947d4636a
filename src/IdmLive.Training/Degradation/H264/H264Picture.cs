using OpenCvSharp;

namespace IdmLive.Training.Degradation.H264;

/// <summary>
/// What H.264 does to a picture, at a fraction of an encoder's time: BT.601 colours of limited range with colour at half size, prediction and
/// integer transform of 4x4 blocks, quantisation by QP with a dead zone, deblocking. Left out is what loses nothing (entropy coding) and what chooses
/// among ways that lose about as much: 16x16 blocks, the other four directions, prediction from earlier pictures. Thread-safe.
/// </summary>
public static class H264Picture
{
    /// <summary>Size of a macroblock, pixels.</summary>
    public const int Macroblock = 16;

    private static readonly float[,] ToColours =
    {
        // Y, Cb, Cr from B, G, R and 1.
        { .114f * 219 / 255, .587f * 219 / 255, .299f * 219 / 255, 16 },
        { .5f * 224 / 255, -.587f / 1.772f * 224 / 255, -.299f / 1.772f * 224 / 255, 128 },
        { -.114f / 1.402f * 224 / 255, -.587f / 1.402f * 224 / 255, .5f * 224 / 255, 128 },
    };

    /// <summary>Codes and decodes a picture.</summary>
    /// <param name="picture">8-bit BGR, not changed.</param>
    /// <param name="quantiser">QP, 0 to 51.</param>
    /// <param name="rounding">Rounding of coefficients, parts of a step.</param>
    /// <param name="offset">Place of the corner in its macroblock, 0 to 15.</param>
    /// <returns>A new picture of the same size; the caller disposes of it.</returns>
    public static Mat Code(Mat picture, int quantiser, double rounding, Point offset)
    {
        int right = Rest(picture.Width + offset.X), bottom = Rest(picture.Height + offset.Y);
        using Mat whole = picture.CopyMakeBorder(offset.Y, bottom, offset.X, right, BorderTypes.Replicate);
        using Mat forward = Mat.FromArray(ToColours);
        using Mat colours = whole.Transform(forward);
        Mat[] planes = colours.Split();
        try
        {
            CodePlane(planes[0], quantiser, rounding, chroma: false);
            for (int i = 1; i < 3; i++)
            {
                using Mat half = planes[i].Resize(new(whole.Width / 2, whole.Height / 2), interpolation: InterpolationFlags.Area);
                CodePlane(half, H264Tables.Chroma(quantiser), rounding, chroma: true);
                Cv2.Resize(half, planes[i], whole.Size(), interpolation: InterpolationFlags.Linear);
            }

            Cv2.Merge(planes, colours);
        }
        finally
        {
            Array.ForEach(planes, p => p.Dispose());
        }

        using Mat backward = Inverse(forward);
        using Mat decoded = colours.Transform(backward);
        using Mat part = decoded[new Rect(offset.X, offset.Y, picture.Width, picture.Height)];
        return part.Clone();
    }

    /// <summary>Codes and deblocks a plane in place.</summary>
    /// <param name="plane">8-bit, one channel, contiguous; width and height multiples of 16, or 8 for a colour plane.</param>
    /// <param name="quantiser">QP of this plane.</param>
    /// <param name="rounding">Rounding of coefficients, parts of a step.</param>
    /// <param name="chroma">A colour plane at half size.</param>
    public static unsafe void CodePlane(Mat plane, int quantiser, double rounding, bool chroma)
    {
        new H264Plane(quantiser, rounding).Code(plane.DataPointer, plane.Width, plane.Height);
        H264Deblocking.Filter(plane.DataPointer, plane.Width, plane.Height, quantiser, chroma);
    }

    private static int Rest(int length) => (Macroblock - (length % Macroblock)) % Macroblock;

    /// <summary>The way back of an affine map of three channels.</summary>
    private static Mat Inverse(Mat forward)
    {
        using Mat linear = forward.ColRange(0, 3);
        using Mat shift = forward.ColRange(3, 4);
        using Mat inverse = linear.Inv();
        using Mat back = -(inverse * shift);
        Mat whole = new();
        Cv2.HConcat(inverse, back, whole);
        return whole;
    }
}
