using IdmLive.Pipeline.Faces;
using OpenCvSharp;

namespace IdmLive.Pipeline.Compositing;

/// <summary>
/// Puts restored crops back. Not the crop is pasted but what the restoration changed: the difference of restored and input crop, without
/// low frequencies, is warped back and added under a feathered elliptical mask. So an unchanged crop changes nothing, detail finer than
/// the crop survives, colour and brightness cannot shift, and there is no seam. Not thread-safe; one thread at a time.
/// </summary>
public sealed class FacePaster : IDisposable
{
    // A field this much finer than the image is averaged down before it is sampled.
    private const double FinestField = 1.05;
    private const int SmallestField = 4;

    private readonly FaceMask shape;
    private readonly FaceResidual residual;
    private float[] shares = [];

    /// <summary>Makes a paster.</summary>
    /// <param name="options">Settings; the defaults where null.</param>
    /// <exception cref="ArgumentOutOfRangeException">A setting is out of range.</exception>
    public FacePaster(FacePasterOptions? options = null)
    {
        options ??= new();
        options.Check();
        shape = new(options.MaskWidth / 2, options.MaskHeight / 2, options.Feather);
        residual = new(shape, options.ColourScale);
    }

    /// <summary>Pastes one face.</summary>
    /// <param name="image">8-bit or 16-bit BGR; changed in place.</param>
    /// <param name="inputCrop">The crop as it was cut, 8-bit BGR, square.</param>
    /// <param name="restoredCrop">The restored crop, of the same size.</param>
    /// <param name="imageToCrop">The transform it was cut with.</param>
    /// <param name="strength">0 (bit-identical) to 1.</param>
    /// <returns>The rectangle of the face; nothing outside is changed. Empty where the strength is 0 or the face lies outside.</returns>
    /// <exception cref="ArgumentException">A size, pixel type, the transform or the strength is not as stated.</exception>
    public Rect Paste(Mat image, Mat inputCrop, Mat restoredCrop, in SimilarityTransform imageToCrop, double strength) =>
        Paste(image, new FacePatch(inputCrop, restoredCrop, imageToCrop, strength), []);

    /// <summary>
    /// Pastes all faces of an image. All crops were cut before the first is pasted; where masks overlap and would add up to more than 1,
    /// each face gets its share of 1, so that no pixel is restored twice.
    /// </summary>
    /// <param name="image">8-bit or 16-bit BGR; changed in place.</param>
    /// <param name="faces">The faces, in any order.</param>
    /// <returns>The rectangle of each face, as <see cref="Paste(Mat, Mat, Mat, in SimilarityTransform, double)"/> gives it.</returns>
    /// <exception cref="ArgumentException">A size, pixel type, a transform or a strength is not as stated.</exception>
    public IReadOnlyList<Rect> PasteAll(Mat image, IReadOnlyList<FacePatch> faces)
    {
        ArgumentNullException.ThrowIfNull(image);
        ArgumentNullException.ThrowIfNull(faces);
        foreach (FacePatch face in faces)
        {
            Check(image, face);
        }

        (PlacedMask Mask, Rect Bounds)[] masks = [.. faces.Select(f => shape.Place(f.ImageToCrop, f.InputCrop.Width)).Select(m => (m, m.Bounds(image.Size())))];
        Rect[] touched = new Rect[faces.Count];
        for (int i = 0; i < touched.Length; i++)
        {
            PlacedMask[] others = [.. masks.Where((m, j) => j != i && faces[j].Strength > 0 && m.Bounds.IntersectsWith(masks[i].Bounds)).Select(m => m.Mask)];
            touched[i] = Paste(image, faces[i], others);
        }

        return touched;
    }

    /// <inheritdoc/>
    public void Dispose() => residual.Dispose();

    private Rect Paste(Mat image, in FacePatch face, PlacedMask[] others)
    {
        Check(image, face);
        int cropSize = face.InputCrop.Width;
        PlacedMask mask = shape.Place(face.ImageToCrop, cropSize);
        Rect bounds = mask.Bounds(image.Size());
        if (face.Strength == 0 || bounds.Width == 0)
        {
            return default;
        }

        double scale = face.ImageToCrop.Scale;
        int fieldSize = scale > FinestField ? Math.Clamp((int)Math.Round(cropSize / scale), SmallestField, cropSize) : cropSize;
        residual.Compute(face.InputCrop, face.RestoredCrop, fieldSize, (float)face.Strength);
        SimilarityTransform toField = Resized(face.ImageToCrop, (double)fieldSize / cropSize);
        using Mat region = new(image, bounds);
        if (image.Depth() == MatType.CV_8U)
        {
            Add<byte>(region, bounds, mask, others, toField);
        }
        else
        {
            Add<ushort>(region, bounds, mask, others, toField);
        }

        return bounds;
    }

    private unsafe void Add<T>(Mat region, Rect bounds, in PlacedMask mask, PlacedMask[] others, in SimilarityTransform toField)
        where T : unmanaged
    {
        // Rows of a region do not lie behind each other: a pointer and a step are all there is.
        byte* first = region.DataPointer;
        long step = region.Step();
        if (others.Length > 0 && shares.Length < bounds.Width)
        {
            shares = new float[bounds.Width];
        }

        for (int y = bounds.Top; y < bounds.Bottom; y++)
        {
            (int start, int end) = mask.Row(y, bounds);
            if (start < end)
            {
                T* row = (T*)(first + (step * (y - bounds.Top))) + (3 * (start - bounds.Left));
                ResidualSampler.AddRow(row, end - start, residual, toField, y, start, Shares(mask, others, y, start, end));
            }
        }
    }

    private ReadOnlySpan<float> Shares(in PlacedMask mask, PlacedMask[] others, int y, int start, int end)
    {
        if (others.Length == 0)
        {
            return default;
        }

        for (int x = start; x < end; x++)
        {
            float sum = mask.At(x, y);
            foreach (ref readonly PlacedMask other in others.AsSpan())
            {
                sum += other.At(x, y);
            }

            shares[x - start] = 1 / Math.Max(1, sum);
        }

        return shares.AsSpan(0, end - start);
    }

    // To pixels of the crop resized by the factor; the corner stays.
    private static SimilarityTransform Resized(SimilarityTransform t, double factor) =>
        new(t.A * factor, t.B * factor, ((t.Tx + 0.5) * factor) - 0.5, ((t.Ty + 0.5) * factor) - 0.5);

    private static void Check(Mat image, in FacePatch face)
    {
        ArgumentNullException.ThrowIfNull(image);
        ArgumentNullException.ThrowIfNull(face.InputCrop);
        ArgumentNullException.ThrowIfNull(face.RestoredCrop);
        if (image.Type() != MatType.CV_8UC3 && image.Type() != MatType.CV_16UC3)
        {
            throw new ArgumentException($"A face cannot be pasted into {image.Type()} pixels; the image must be BGR of 8 or 16 bits.");
        }

        Size size = face.InputCrop.Size();
        if (face.InputCrop.Type() != MatType.CV_8UC3 || face.RestoredCrop.Type() != MatType.CV_8UC3 || size != face.RestoredCrop.Size() || size.Width != size.Height || size.Width < 8)
        {
            throw new ArgumentException(
                $"The crops to paste are {size.Width}x{size.Height} {face.InputCrop.Type()} and {face.RestoredCrop.Width}x{face.RestoredCrop.Height} {face.RestoredCrop.Type()}; both must be 8-bit BGR squares of one size, 8 pixels or more.");
        }

        if (!(face.Strength >= 0 && face.Strength <= 1))
        {
            throw new ArgumentException($"The strength of a restoration is {face.Strength}; it must lie between 0 and 1.");
        }

        double scale = face.ImageToCrop.Scale;
        if (!(scale > 0) || !double.IsFinite(scale + face.ImageToCrop.Tx + face.ImageToCrop.Ty))
        {
            throw new ArgumentException($"A face cannot be pasted with the transform {face.ImageToCrop}; it must be finite and not zero.");
        }
    }
}
