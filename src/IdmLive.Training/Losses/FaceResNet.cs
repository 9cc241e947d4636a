using IdmLive.Diffusion.Models;
using static IdmLive.Diffusion.Network.ScalarConstants;
using static TorchSharp.torch;
using static TorchSharp.torch.nn.functional;

namespace IdmLive.Training.Losses;

/// <summary>
/// dlib's face recognition network (<c>dlib_face_recognition_resnet_model_v1</c>): 29 convolutions, each with a scale and a shift for every channel,
/// which are folded into it here. Faces of 150 pixels to 128 numbers. Owns its weights; they have no gradient.
/// </summary>
public sealed class FaceResNet : IDisposable
{
    /// <summary>Width and height of the input.</summary>
    public const int InputSize = 150;

    /// <summary>Numbers in an embedding.</summary>
    public const int Length = 128;

    private const int Widths = 3;
    private const double HalfRange = 127.5;

    // The mean level of R, G and B that is subtracted before the division by 255 (face-api: FaceRecognitionNet.ts).
    private static readonly double[] MeanRgb = [122.782, 117.001, 104.298];

    private static readonly string[] Blocks =
    [
        "conv32_1", "conv32_2", "conv32_3", "conv64_down", "conv64_1", "conv64_2", "conv64_3", "conv128_down", "conv128_1", "conv128_2",
        "conv256_down", "conv256_1", "conv256_2", "conv256_down_out",
    ];

    private static readonly long[] One1 = [1, 1];
    private static readonly long[] Two = [2, 2];
    private static readonly long[] Three = [3, 3];
    private static readonly long[] None = [0, 0];
    private static readonly long[] OneRightAndBelow = [0, 1, 0, 1];

    private readonly List<Tensor> _owned = [];
    private readonly Layer _door;
    private readonly (Layer First, Layer Second, bool Down)[] _blocks;
    private readonly Tensor _exit;
    private readonly Tensor _shift;
    private readonly ScalarType _type;

    /// <summary>Reads the network.</summary>
    /// <exception cref="ModelException">The files hold another network.</exception>
    /// <exception cref="IOException">A file cannot be read.</exception>
    public FaceResNet(string weightsFile, string manifestFile, Device device, ScalarType type)
    {
        IReadOnlyDictionary<string, SafetensorsArray> arrays = ManifestWeights.Read(weightsFile, manifestFile);
        _type = type;
        try
        {
            using var scope = NewDisposeScope();

            // (127.5 (x + 1) - mean) / 255 = (x + 1 - mean / 127.5) / 2; the half goes into the first convolution.
            _shift = Own(tensor(MeanRgb.Select(m => (float)(1 - (m / HalfRange))).ToArray(), [1, 3, 1, 1], device: device));
            _door = ReadLayer(arrays, "conv32_down", [7, 7, 3, 32], 0.5, device);
            _blocks = new (Layer, Layer, bool)[Blocks.Length];
            for (int b = 0, channels = 32; b < Blocks.Length; b++)
            {
                int width = int.Parse(Blocks[b]["conv".Length..Blocks[b].IndexOf('_')], System.Globalization.CultureInfo.InvariantCulture);
                _blocks[b] = (
                    ReadLayer(arrays, Blocks[b] + "/conv1", [3, 3, channels, width], 1, device),
                    ReadLayer(arrays, Blocks[b] + "/conv2", [3, 3, width, width], 1, device),
                    Blocks[b].Contains("down", StringComparison.Ordinal));
                channels = width;
            }

            _exit = Own(tensor(Values(arrays, "fc", [256, Length]), [256, Length], device: device));
        }
        catch (InvalidDataException e)
        {
            Dispose();
            throw new ModelException(
                $"'{weightsFile}' is not dlib's face recognition network ({e.Message}); give face_recognition_model.bin and its manifest.", e);
        }
    }

    /// <summary>The embeddings and what the network sees on the way to them, in the caller's dispose scope.</summary>
    /// <param name="faces">[n, 3, 150, 150], RGB -1..1, 32 bits.</param>
    /// <returns>
    /// [n, 128], 32 bits, two of one person are less than about 0.6 apart; and the last map of each width but the widest, which the embedding is the mean of:
    /// [n, 32, 35, 35], [n, 64, 18, 18], [n, 128, 9, 9], in the network's number format.
    /// </returns>
    public (Tensor Embedding, Tensor[] Maps) Forward(Tensor faces)
    {
        using var scope = NewDisposeScope();
        List<Tensor> maps = [];
        Tensor map = ResNetFeatures.ChannelsLast(faces.add(_shift, One).to_type(_type));
        map = max_pool2d(conv2d(map, _door.Weight, _door.Bias, Two, None).relu_(), Three, Two, None);
        foreach ((Layer first, Layer second, bool down) in _blocks)
        {
            if (down && maps.Count < Widths)
            {
                maps.Add(map);
            }

            Tensor inner = conv2d(map, first.Weight, first.Bias, down ? Two : One1, down ? None : One1).relu_();
            inner = conv2d(inner, second.Weight, second.Bias, One1, One1);
            map = down ? Join(avg_pool2d(map, Two, Two), inner) : inner.add_(map, One).relu_();
        }

        return (
            map.to_type(ScalarType.Float32).mean([2, 3]).matmul(_exit).MoveToOuterDisposeScope(), [.. maps.Select(m => m.MoveToOuterDisposeScope())]);
    }

    /// <inheritdoc/>
    public void Dispose() => _owned.ForEach(t => t.Dispose());

    // The smaller of the two is filled up with zeros: the convolutions' result at its right and lower edge, the input in its channels.
    private static Tensor Join(Tensor pooled, Tensor inner)
    {
        if (pooled.shape[2] != inner.shape[2])
        {
            inner = pad(inner, OneRightAndBelow);
        }

        long missing = inner.shape[1] - pooled.shape[1];
        if (missing > 0)
        {
            pooled = pad(pooled, [0, 0, 0, 0, 0, missing]);
        }

        return inner.add(pooled, One).relu_();
    }

    private static float[] Values(IReadOnlyDictionary<string, SafetensorsArray> arrays, string name, long[] shape) =>
        arrays.TryGetValue(name, out SafetensorsArray? array) && array.Shape.SequenceEqual(shape)
            ? array.Values : throw new InvalidDataException($"it has no '{name}' of shape [{string.Join(", ", shape)}]");

    private Layer ReadLayer(IReadOnlyDictionary<string, SafetensorsArray> arrays, string name, long[] shape, double factor, Device device)
    {
        int channels = (int)shape[3];
        float[] filters = [.. Values(arrays, name + "/conv/filters", shape)], bias = Values(arrays, name + "/conv/bias", [channels]);
        float[] scale = Values(arrays, name + "/scale/weights", [channels]), shift = Values(arrays, name + "/scale/biases", [channels]);
        for (int i = 0; i < filters.Length; i++)
        {
            filters[i] = (float)(filters[i] * factor * scale[i % channels]);
        }

        float[] folded = [.. bias.Select((b, o) => (b * scale[o]) + shift[o])];

        // [height, width, in, out] -> [out, in, height, width].
        Tensor weight = ResNetFeatures.ChannelsLast(tensor(filters, shape).permute(3, 2, 0, 1));
        return new(Own(weight.to(_type, device)), Own(tensor(folded).to(_type, device)));
    }

    private Tensor Own(Tensor t)
    {
        _owned.Add(t.DetachFromDisposeScope());
        return t;
    }

    private readonly record struct Layer(Tensor Weight, Tensor Bias);
}
