using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using OpenCvSharp;

namespace IdmLive.Pipeline.Compositing;

/// <summary>
/// What a restoration adds to a crop: the difference of restored and input crop, without its low frequencies (so that colour and
/// brightness stay), faded out by the face's mask. Buffers are kept from call to call.
/// </summary>
internal sealed class FaceResidual(FaceMask shape, double colourScale) : IDisposable
{
    /// <summary>Zero pixels around the field on every side, so that a 4 x 4 kernel never leaves it.</summary>
    public const int Border = 2;

    /// <summary>Floats of a pixel: blue, green, red and one that is not used, to fill a vector.</summary>
    public const int Lanes = 4;

    private readonly Mat full = new(), reduced = new();
    private LowFrequencies? lowFrequencies;
    private Vector128<float>[] low = [];
    private float[] mask = [];
    private float[] values = [];

    /// <summary>Width and height of the field, without its border.</summary>
    public int Size { get; private set; }

    /// <summary>The residual, row by row, border included; 8-bit units.</summary>
    public ReadOnlySpan<float> Field => Bordered();

    /// <summary>Computes the field.</summary>
    /// <param name="input">Crop before restoring.</param>
    /// <param name="restored">Crop after restoring.</param>
    /// <param name="size">Width and height wanted, at most the crop's: a smaller field is the mean over the pixels it covers.</param>
    /// <param name="strength">Factor on everything.</param>
    public void Compute(Mat input, Mat restored, int size, float strength)
    {
        int cropSize = input.Width;
        Prepare(cropSize, size);
        lowFrequencies?.Compute(input, restored);
        if (size == cropSize)
        {
            for (int y = 0; y < size; y++)
            {
                ComputeRow(input, restored, y, strength, FieldRow(y));
            }

            return;
        }

        full.Create(cropSize, cropSize, MatType.CV_32FC4);
        Span<float> all = full.AsSpan<float>();
        for (int y = 0; y < cropSize; y++)
        {
            ComputeRow(input, restored, y, strength, all.Slice(y * cropSize * Lanes, cropSize * Lanes));
        }

        Cv2.Resize(full, reduced, new Size(size, size), 0, 0, InterpolationFlags.Area);
        ReadOnlySpan<float> few = reduced.AsSpan<float>();
        for (int y = 0; y < size; y++)
        {
            few.Slice(y * size * Lanes, size * Lanes).CopyTo(FieldRow(y));
        }
    }

    public void Dispose()
    {
        full.Dispose();
        reduced.Dispose();
        lowFrequencies?.Dispose();
    }

    private void Prepare(int cropSize, int size)
    {
        if (low.Length != cropSize)
        {
            low = new Vector128<float>[cropSize];
            mask = shape.Sampled(cropSize);
            lowFrequencies?.Dispose();
            lowFrequencies = colourScale > 0 ? new(shape, cropSize, colourScale) : null;
        }

        if (Size != size)
        {
            Size = size;
            int stride = size + (2 * Border);
            if (values.Length < stride * stride * Lanes)
            {
                values = new float[stride * stride * Lanes];
            }

            Bordered().Clear();
        }
    }

    private Span<float> Bordered() => values.AsSpan(0, (Size + (2 * Border)) * (Size + (2 * Border)) * Lanes);

    private Span<float> FieldRow(int y) => values.AsSpan((((y + Border) * (Size + (2 * Border))) + Border) * Lanes, Size * Lanes);

    private unsafe void ComputeRow(Mat input, Mat restored, int y, float strength, Span<float> target)
    {
        // A crop may be a part of a larger picture: its rows need not lie behind each other.
        int cropSize = low.Length;
        ReadOnlySpan<byte> before = new(input.Ptr(y).ToPointer(), cropSize * 3), after = new(restored.Ptr(y).ToPointer(), cropSize * 3);
        ReadOnlySpan<float> weights = mask.AsSpan(y * cropSize, cropSize);
        Span<Vector128<float>> pixels = MemoryMarshal.Cast<float, Vector128<float>>(target);
        lowFrequencies?.Row(y, low);
        for (int x = 0, i = 0; x < pixels.Length; x++, i += 3)
        {
            Vector128<int> difference = Vector128.Create(after[i] - before[i], after[i + 1] - before[i + 1], after[i + 2] - before[i + 2], 0);
            pixels[x] = (Vector128.ConvertToSingle(difference) - low[x]) * (weights[x] * strength);
        }
    }
}
