using IdmLive.Diffusion.Models;
using static IdmLive.Diffusion.Network.ScalarConstants;
using static TorchSharp.torch;
using static TorchSharp.torch.nn.functional;

namespace IdmLive.Training.Losses;

/// <summary>
/// The stages of a frozen ResNet from an ONNX file of the CNTK family (BGR levels 0 to 255 less their mean, batch normalisation of its own
/// nodes). A stage ends at the last rectified map of a resolution: 1/2, 1/4, 1/8 and 1/16 of the picture; what follows is not kept. The
/// normalisations and the preprocessing are folded into the convolutions. Owns its weights; they have no gradient.
/// </summary>
public sealed class ResNetFeatures : IDisposable
{
    /// <summary>Stages there are.</summary>
    public const int MaxStages = 4;

    /// <summary>The sides of a picture are multiples of this.</summary>
    public const int Multiple = 1 << MaxStages;

    private const double HalfRange = 127.5;

    // Mean level of R, G and B over the mean picture of the package's preprocessing network (ResNetPreprocess.onnx); that picture is
    // of 224 pixels and nearly even, and pictures of other sizes want one level for a channel.
    private static readonly double[] MeanRgb = [123.152, 115.903, 103.063];

    private readonly List<Step> _steps = [];
    private readonly Dictionary<string, int> _slots = [];
    private readonly List<int> _taps = [];
    private readonly Tensor _shift;
    private readonly ScalarType _type;
    private int _slotCount;

    /// <summary>Takes the first stages of a network.</summary>
    /// <param name="path">The .onnx file.</param>
    /// <param name="stages">How many, 1 to <see cref="MaxStages"/>.</param>
    /// <param name="device">Where the weights lie.</param>
    /// <param name="type">What the network computes in.</param>
    /// <exception cref="ModelException">The file holds another kind of network.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public ResNetFeatures(string path, int stages, Device device, ScalarType type)
    {
        OnnxWeights onnx = OnnxWeights.Read(path);
        _type = type;
        _shift = tensor(MeanRgb.Select(m => (float)(1 - (m / HalfRange))).ToArray(), [1, 3, 1, 1], device: device).DetachFromDisposeScope();
        try
        {
            Dictionary<string, OnnxNode[]> users = onnx.Nodes.SelectMany(n => n.Inputs.Select(i => (Input: i, Node: n)))
                .GroupBy(p => p.Input).ToDictionary(g => g.Key, g => g.Select(p => p.Node).ToArray());
            _slots[onnx.Nodes[0].Inputs[0]] = _slotCount++;
            foreach (OnnxNode node in onnx.Nodes.TakeWhile(_ => _taps.Count < stages))
            {
                OnnxNode[] next = users.GetValueOrDefault(node.Outputs[0], []);
                Add(onnx, node, next, device);
                if (node.Operation == "Relu" && next.Any(n => Stride(n) > 1))
                {
                    _taps.Add(_slots[node.Outputs[0]]);
                }
            }

            if (_taps.Count < stages)
            {
                throw new InvalidDataException($"it has {_taps.Count} stages and not {stages}");
            }
        }
        catch (Exception e) when (e is InvalidDataException or KeyNotFoundException or IndexOutOfRangeException or ArgumentException)
        {
            Dispose();
            throw new ModelException(
                $"'{path}' is not a ResNet as package Microsoft.ML.DnnImageFeaturizer.ResNet18 has it ({e.Message}); give that package's ResNet18.onnx.", e);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    private enum Kind
    {
        Convolution,
        MaxPool,
        Relu,
        Add,
    }

    /// <summary>The map at the end of each stage, in the caller's dispose scope.</summary>
    /// <param name="images">[n, 3, h, w], RGB -1..1, 32 bits; h and w are multiples of <see cref="Multiple"/>.</param>
    /// <returns>[n, channels, h / 2^(i + 1), w / 2^(i + 1)] for stage i, in the network's number format.</returns>
    public Tensor[] Forward(Tensor images)
    {
        using var scope = NewDisposeScope();
        Tensor?[] maps = new Tensor?[_slotCount];
        maps[0] = ChannelsLast(images.add(_shift, One).to_type(_type));
        foreach (Step step in _steps)
        {
            Tensor input = maps[step.Input]!;
            maps[step.Output] = step.Kind switch
            {
                Kind.Convolution => conv2d(input, step.Weight!, step.Bias, step.Stride, step.Padding),
                Kind.MaxPool => max_pool2d(input, step.Kernel, step.Stride, step.Padding),
                Kind.Add => step.InPlace ? input.add_(maps[step.Second]!, One) : input.add(maps[step.Second]!, One),
                _ => step.InPlace ? input.relu_() : input.relu(),
            };
        }

        return [.. _taps.Select(t => maps[t]!.MoveToOuterDisposeScope())];
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _shift.Dispose();
        foreach (Step step in _steps)
        {
            step.Weight?.Dispose();
            step.Bias?.Dispose();
        }
    }

    /// <summary>The same tensor with the channels of a place side by side in memory.</summary>
    public static Tensor ChannelsLast(Tensor t) => t.permute(0, 2, 3, 1).contiguous().permute(0, 3, 1, 2);

    private static long Stride(OnnxNode node) => node.Integers.TryGetValue("strides", out long[]? strides) ? strides[0] : 1;

    private void Add(OnnxWeights onnx, OnnxNode node, OnnxNode[] next, Device device)
    {
        int input = _slots[node.Inputs[0]];
        bool alone = _steps.Count > 0 && input == _steps[^1].Output;
        int output = _slotCount;
        switch (node.Operation)
        {
            case "Conv":
                OnnxNode norm = next.Length == 1 && next[0].Operation == "BatchNormalization"
                    ? next[0] : throw new InvalidDataException($"no normalisation follows '{node.Outputs[0]}'");
                (Tensor weight, Tensor bias) = Fold(onnx, node, norm, first: _steps.Count == 0, device);
                _steps.Add(new(Kind.Convolution, input, output, Pair(node, "strides"), Padding(node)) { Weight = weight, Bias = bias });
                break;
            case "BatchNormalization":
                _slots[node.Outputs[0]] = input;
                return;
            case "Relu":
                // A convolution's or a sum's own result is read by nothing else, and the gradient does not need it.
                _steps.Add(new(Kind.Relu, input, output, [], []) { InPlace = alone });
                break;
            case "MaxPool":
                _steps.Add(new(Kind.MaxPool, input, output, Pair(node, "strides"), Padding(node)) { Kernel = Pair(node, "kernel_shape") });
                break;
            case "Add":
                bool own = _steps.Exists(s => s.Output == input && s.Kind == Kind.Convolution);
                _steps.Add(new(Kind.Add, input, output, [], []) { Second = _slots[node.Inputs[1]], InPlace = own });
                break;
            default:
                throw new InvalidDataException($"it has a node '{node.Operation}'");
        }

        _slots[node.Outputs[0]] = _slotCount++;
    }

    private (Tensor Weight, Tensor Bias) Fold(OnnxWeights onnx, OnnxNode node, OnnxNode norm, bool first, Device device)
    {
        OnnxArray kernel = onnx.Initializers[node.Inputs[1]];
        float[] values = kernel.Values();
        float[][] parameters = [.. norm.Inputs.Skip(1).Select(i => onnx.Initializers[i].Values())]; // scale, shift, mean, variance
        double epsilon = norm.Floats["epsilon"];
        float[] bias = new float[kernel.Shape[0]];
        int row = values.Length / bias.Length;
        for (int o = 0; o < bias.Length; o++)
        {
            double scale = parameters[0][o] / Math.Sqrt(parameters[3][o] + epsilon);
            bias[o] = (float)(parameters[1][o] - (scale * parameters[2][o]));
            for (int i = o * row; i < (o + 1) * row; i++)
            {
                values[i] = (float)(values[i] * scale * (first ? HalfRange : 1));
            }
        }

        using var scope = NewDisposeScope();
        Tensor weight = tensor(values, [.. kernel.Shape]);
        return (
            ChannelsLast(first ? weight.flip(1) : weight).to(_type, device).DetachFromDisposeScope(),
            tensor(bias).to(_type, device).DetachFromDisposeScope());
    }

    private static long[] Pair(OnnxNode node, string attribute) => node.Integers[attribute] is { Length: 2 } pair
        ? pair : throw new InvalidDataException($"'{attribute}' of '{node.Outputs[0]}' is not a pair");

    // CNTK pads less at the end than at the beginning where the stride is 2. The window that would read the last padding does not exist
    // in maps of even size, so the larger number serves for both sides.
    private static long[] Padding(OnnxNode node) => [node.Integers["pads"][0], node.Integers["pads"][1]];

    private sealed record Step(Kind Kind, int Input, int Output, long[] Stride, long[] Padding)
    {
        public Tensor? Weight { get; init; }

        public Tensor? Bias { get; init; }

        public long[] Kernel { get; init; } = [];

        public int Second { get; init; }

        public bool InPlace { get; init; }
    }
}
