using IdmLive.Pipeline.Faces;
using OpenCvSharp;

namespace IdmLive.Pipeline.Measures;

/// <summary>
/// Turns a face into an embedding whose direction tells persons apart; <see cref="Cosine"/> of two embeddings of one embedder is
/// the identity figure. Not thread-safe.
/// </summary>
public sealed class FaceEmbedder : IDisposable
{
    private const string EmbeddedNetwork = "faceplugin-feature.onnx";

    private readonly MeasureNetwork network;
    private readonly PlanarRgb input;
    private readonly Mat aligned;

    /// <summary>Opens an embedder.</summary>
    /// <param name="spec">What the network takes and gives; null is <see cref="FaceEmbedderSpec.Faceplugin"/>.</param>
    /// <param name="onnxPath">The network; null is the one inside the program, which is Faceplugin's.</param>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">The file is not a network of that specification.</exception>
    public FaceEmbedder(FaceEmbedderSpec? spec = null, string? onnxPath = null)
    {
        Spec = spec ?? FaceEmbedderSpec.Faceplugin;
        if (onnxPath is null && Spec != FaceEmbedderSpec.Faceplugin)
        {
            throw new ArgumentException($"The program has no network of its own for the embedder '{Spec.Name}'; give the path of its .onnx file.", nameof(onnxPath));
        }

        network = onnxPath is null ? MeasureNetwork.FromResource(EmbeddedNetwork) : MeasureNetwork.FromFile(onnxPath);
        input = new(new(Spec.InputSize, Spec.InputSize));
        aligned = new(Spec.InputSize, Spec.InputSize, MatType.CV_8UC3, Scalar.All(0));
        int length = TryRun()?.Length ?? 0;
        if (length != Spec.Length)
        {
            Dispose();
            throw new InvalidDataException(
                $"'{onnxPath}' gives {length} numbers for a face of {Spec.InputSize} pixels; the embedder '{Spec.Name}' gives {Spec.Length}. Is it another network's file?");
        }
    }

    /// <summary>What the network takes and gives.</summary>
    public FaceEmbedderSpec Spec { get; }

    /// <summary>An embedding of length 1 and the same direction; one that is all zeros stays so.</summary>
    /// <param name="embedding">Not changed.</param>
    public static float[] Normalized(float[] embedding)
    {
        double length = Math.Sqrt(embedding.Sum(v => (double)v * v));
        return [.. embedding.Select(v => (float)(v / Math.Max(length, 1e-9)))];
    }

    /// <summary>Cosine of the angle between two embeddings, -1 to 1.</summary>
    /// <exception cref="ArgumentException">The lengths differ or an embedding is all zeros.</exception>
    public static double Cosine(ReadOnlySpan<float> a, ReadOnlySpan<float> b)
    {
        if (a.Length != b.Length)
        {
            throw new ArgumentException($"Embeddings of {a.Length} and {b.Length} numbers are of two embedders; only those of one compare.");
        }

        double dot = 0, squareA = 0, squareB = 0;
        for (int i = 0; i < a.Length; i++)
        {
            dot += (double)a[i] * b[i];
            squareA += (double)a[i] * a[i];
            squareB += (double)b[i] * b[i];
        }

        double lengths = Math.Sqrt(squareA * squareB);
        return lengths > 0 ? Math.Clamp(dot / lengths, -1, 1) : throw new ArgumentException("An embedding is all zeros; it has no direction to compare.");
    }

    /// <summary>The embedding of a face in an image.</summary>
    /// <param name="image">8-bit BGR; not changed.</param>
    /// <param name="points">The face's key points in pixels of the image.</param>
    public float[] Embed(Mat image, FaceKeyPoints points) => Embed(image, ArcFaceTemplate.Align(points, Spec.InputSize));

    /// <summary>
    /// The embedding of a crop that is aligned to the FFHQ template. The map from that template to the embedder's is fixed, so a
    /// degraded crop, its restoration and the true face are all cut in the same place.
    /// </summary>
    /// <param name="crop">8-bit BGR, square.</param>
    /// <exception cref="ArgumentException">The crop is not square.</exception>
    public float[] EmbedAligned(Mat crop)
    {
        ArgumentNullException.ThrowIfNull(crop);
        if (crop.Width != crop.Height)
        {
            throw new ArgumentException($"An aligned crop is square; this one has {crop.Width}x{crop.Height} pixels.", nameof(crop));
        }

        return Embed(crop, FaceTemplate.KeyPoints(crop.Width));
    }

    /// <summary>The embedding of a face at a given place.</summary>
    /// <param name="image">8-bit BGR; not changed.</param>
    /// <param name="imageToInput">From image pixels to pixels of the network's input.</param>
    /// <exception cref="ArgumentException">The image is empty or not 8-bit BGR.</exception>
    public float[] Embed(Mat image, in SimilarityTransform imageToInput)
    {
        ArgumentNullException.ThrowIfNull(image);
        if (image.Empty() || image.Type() != MatType.CV_8UC3)
        {
            throw new ArgumentException($"A face is embedded from an 8-bit BGR image; this one is {(image.Empty() ? "empty" : image.Type())}.", nameof(image));
        }

        FaceWarp.ToCrop(image, imageToInput, aligned);
        return TryRun() ?? throw new InvalidOperationException($"The embedder '{Spec.Name}' gave no output.");
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        aligned.Dispose();
        input.Dispose();
        network.Dispose();
    }

    // Null where the network does not take such an input.
    private float[]? TryRun()
    {
        input.Fill(aligned, Spec.Mean, Spec.Deviation);
        try
        {
            return network.Run([network.InputNames.First()], [input.Value]);
        }
        catch (Microsoft.ML.OnnxRuntime.OnnxRuntimeException)
        {
            return null;
        }
    }
}
