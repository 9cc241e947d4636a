using static TorchSharp.torch;
using static TorchSharp.torch.nn.functional;

namespace IdmLive.Diffusion.Network;

/// <summary>
/// The U-Net of "Denoising Diffusion Probabilistic Models" (Ho et al. 2020) with the low-quality image as further input, the
/// network of the IDM paper: residual blocks with group normalisation, self-attention on small maps, sinusoidal embedding of
/// the noise level.
/// </summary>
internal sealed class DdpmNetwork : ConditionalNetwork
{
    private const int Groups = 32;
    private const double NormalizationEpsilon = 1e-6;

    /// <summary>Noise levels lie in 0..1; the embedding's frequencies are made for steps up to about a thousand.</summary>
    private const double LevelToSteps = 1000;

    private static readonly long[] Pad1 = [1, 1];
    private static readonly long[] Stride2 = [2, 2];
    private static readonly long[] PadRightBottom = [0, 1, 0, 1];
    private static readonly double[] Twice = [2.0, 2.0];

    private readonly int _level0;
    private readonly int _level1;
    private readonly int _door;
    private readonly int _exitNorm;
    private readonly int _exit;
    private readonly List<Stage> _down = [];
    private readonly List<Stage> _middle = [];
    private readonly List<Stage> _up = [];
    private readonly List<Stage> _blocks = [];

    internal DdpmNetwork(NetworkConfiguration configuration)
        : base(configuration)
    {
        IReadOnlyList<int> channels = Configuration.Channels;
        int width = Configuration.LevelWidth;
        int deepest = channels.Count - 1;
        _level0 = Layout.AddLinear("level.0", channels[0], width);
        _level1 = Layout.AddLinear("level.1", width, width);
        _door = Layout.AddConvolution("door", 3 * Configuration.Unshuffle * Configuration.Unshuffle * Configuration.InputImages, channels[0], 3);

        int current = channels[0];
        Stack<int> skips = new([current]);
        for (int i = 0; i <= deepest; i++)
        {
            for (int b = 0; b < Configuration.Blocks[i]; b++, current = channels[i])
            {
                AddBlock(_down, $"down.{i}.{b}", current, channels[i], i);
                skips.Push(channels[i]);
            }

            if (i < deepest)
            {
                _down.Add(new Stage(StageKind.Shrink, Layout.AddConvolution($"down.{i}.shrink", current, current, 3), current, current));
                skips.Push(current);
            }
        }

        _middle.Add(AddResidual("middle.0", current, current));
        _middle.Add(AddAttention("middle.attention", current));
        _middle.Add(AddResidual("middle.1", current, current));

        for (int i = deepest; i >= 0; i--)
        {
            for (int b = 0; b <= Configuration.Blocks[i]; b++, current = channels[i])
            {
                AddBlock(_up, $"up.{i}.{b}", current + skips.Pop(), channels[i], i);
            }

            if (i > 0)
            {
                _up.Add(new Stage(StageKind.Grow, Layout.AddConvolution($"up.{i}.grow", current, current, 3), current, current));
            }
        }

        _exitNorm = Layout.AddNormalization("exit.norm", current);
        _exit = Layout.AddConvolution("exit", current, 3 * Configuration.Unshuffle * Configuration.Unshuffle, 3, ParameterStart.Zero);
    }

    private enum StageKind
    {
        Residual,
        Attention,
        Shrink,
        Grow,
    }

    public override Tensor Forward(
        IReadOnlyList<Tensor> parameters, Tensor images, Tensor sqrtAbar, IReadOnlyList<PatchPlace>? places = null) =>
        Run(parameters, images, EmbedLevel(parameters, sqrtAbar));

    public override IReadOnlyList<Tensor> Fold(IReadOnlyList<Tensor> parameters, double sqrtAbar)
    {
        Tensor[] folded = [.. parameters.Select(p => p.detach().clone())];
        using Tensor level = tensor(new[] { (float)sqrtAbar }, [1], device: parameters[0].device);
        using Tensor embedded = EmbedLevel(parameters, level);
        foreach (Stage block in _blocks)
        {
            int projection = block.Slot + 4;
            using Tensor shift = linear(embedded, parameters[projection], parameters[projection + 1]);
            folded[block.Slot + 3].add_(shift.view(-1), ScalarConstants.One);
        }

        return folded;
    }

    public override Tensor ForwardFolded(IReadOnlyList<Tensor> folded, Tensor images) => Run(folded, images, null);

    public override T Describe<T>(INetworkGraph<T> graph, T images)
    {
        T x = Configuration.Unshuffle > 1 ? graph.PixelUnshuffle(images, Configuration.Unshuffle) : images;
        x = graph.Convolve(x, _door, 1, 1, 1);
        Stack<T> skips = new([x]);
        for (int i = 0; i < _down.Count; i++)
        {
            x = DescribeStage(graph, _down[i], x);
            if (i + 1 == _down.Count || _down[i + 1].Kind != StageKind.Attention)
            {
                skips.Push(x);
            }
        }

        x = _middle.Aggregate(x, (features, stage) => DescribeStage(graph, stage, features));
        foreach (Stage stage in _up)
        {
            x = DescribeStage(graph, stage, stage.Kind == StageKind.Residual ? graph.Concatenate(x, skips.Pop()) : x);
        }

        x = graph.Silu(graph.NormalizeGroups(x, _exitNorm, Groups, NormalizationEpsilon));
        x = graph.Convolve(x, _exit, 1, 1, 1);
        return Configuration.Unshuffle > 1 ? graph.PixelShuffle(x, Configuration.Unshuffle) : x;
    }

    public override long CountMacs(int size)
    {
        long side = size / Configuration.Unshuffle;
        long macs = (Layout.Slots[_door].Count + Layout.Slots[_exit].Count) * side * side;
        foreach (Stage stage in _down.Concat(_middle).Concat(_up))
        {
            switch (stage.Kind)
            {
                case StageKind.Shrink:
                    side /= 2;
                    macs += Layout.Slots[stage.Slot].Count * side * side;
                    break;
                case StageKind.Grow:
                    side *= 2;
                    macs += Layout.Slots[stage.Slot].Count * side * side;
                    break;
                case StageKind.Residual:
                    long shortcut = stage.Inputs == stage.Outputs ? 0 : (long)stage.Inputs * stage.Outputs;
                    macs += ((9L * stage.Outputs * (stage.Inputs + stage.Outputs)) + shortcut) * side * side;
                    break;
                case StageKind.Attention:
                    macs += (4L * stage.Inputs * stage.Inputs * side * side) + (2L * stage.Inputs * side * side * side * side);
                    break;
            }
        }

        return macs;
    }

    private static T DescribeStage<T>(INetworkGraph<T> graph, Stage stage, T x)
    {
        switch (stage.Kind)
        {
            case StageKind.Residual:
                T h = graph.Silu(graph.NormalizeGroups(x, stage.Slot, Groups, NormalizationEpsilon));
                h = graph.Convolve(h, stage.Slot + 2, 1, 1, 1);
                h = graph.Silu(graph.NormalizeGroups(h, stage.Slot + 6, Groups, NormalizationEpsilon));
                h = graph.Convolve(h, stage.Slot + 8, 1, 1, 1);
                return graph.Add(h, stage.Inputs == stage.Outputs ? x : graph.Convolve(x, stage.Slot + 10, 1, 0, 0));
            case StageKind.Attention:
                T n = graph.NormalizeGroups(x, stage.Slot, Groups, NormalizationEpsilon);
                T Part(int i) => graph.Convolve(n, stage.Slot + i, 1, 0, 0);
                return graph.Add(graph.Convolve(graph.Attend(Part(2), Part(4), Part(6)), stage.Slot + 8, 1, 0, 0), x);
            case StageKind.Shrink:
                return graph.Convolve(x, stage.Slot, 2, 0, 1);
            default:
                return graph.Convolve(graph.RepeatPixels(x), stage.Slot, 1, 1, 1);
        }
    }

    private void AddBlock(List<Stage> stages, string name, int inputs, int outputs, int level)
    {
        stages.Add(AddResidual(name, inputs, outputs));
        if (Configuration.AttentionAt.Contains(256 / Configuration.Unshuffle >> level))
        {
            stages.Add(AddAttention($"{name}.attention", outputs));
        }
    }

    private Stage AddResidual(string name, int inputs, int outputs)
    {
        // Slots from here: norm (2), convolution (2), projection (2), norm (2), convolution (2), shortcut (2 where it exists).
        int slot = Layout.AddNormalization($"{name}.norm0", inputs);
        Layout.AddConvolution($"{name}.conv0", inputs, outputs, 3);
        Layout.AddLinear($"{name}.level", Configuration.LevelWidth, outputs);
        Layout.AddNormalization($"{name}.norm1", outputs);
        Layout.AddConvolution($"{name}.conv1", outputs, outputs, 3, ParameterStart.Zero);
        if (inputs != outputs)
        {
            Layout.AddConvolution($"{name}.shortcut", inputs, outputs, 1, ParameterStart.LeCun);
        }

        Stage stage = new(StageKind.Residual, slot, inputs, outputs);
        _blocks.Add(stage);
        return stage;
    }

    private Stage AddAttention(string name, int channels)
    {
        int slot = Layout.AddNormalization($"{name}.norm", channels);
        foreach (string part in (string[])["query", "key", "value"])
        {
            Layout.AddConvolution($"{name}.{part}", channels, channels, 1, ParameterStart.LeCun);
        }

        Layout.AddConvolution($"{name}.out", channels, channels, 1, ParameterStart.Zero);
        return new Stage(StageKind.Attention, slot, channels, channels);
    }

    private Tensor EmbedLevel(IReadOnlyList<Tensor> p, Tensor sqrtAbar)
    {
        int half = Configuration.Channels[0] / 2;
        float[] frequencies = new float[half];
        for (int i = 0; i < half; i++)
        {
            frequencies[i] = (float)(LevelToSteps * Math.Exp(-Math.Log(10000) * i / (half - 1)));
        }

        Tensor angles = sqrtAbar.to_type(ScalarType.Float32).unsqueeze(1)
            .mul(tensor(frequencies, [1, half], device: sqrtAbar.device));
        Tensor x = cat([angles.sin(), angles.cos()], 1).to_type(p[0].dtype);
        x = linear(x, p[_level0], p[_level0 + 1]);
        x = linear(silu(x, inplace: false), p[_level1], p[_level1 + 1]);
        return silu(x, inplace: false);
    }

    private Tensor Run(IReadOnlyList<Tensor> p, Tensor images, Tensor? level)
    {
        Tensor x = ChannelsLast(Configuration.Unshuffle > 1 ? pixel_unshuffle(images, Configuration.Unshuffle) : images);
        x = Convolve(p, _door, x);
        Stack<Tensor> skips = new([x]);
        for (int i = 0; i < _down.Count; i++)
        {
            x = RunStage(p, _down[i], x, level);

            // Attention belongs to its block: only what leaves the pair is a skip.
            if (i + 1 == _down.Count || _down[i + 1].Kind != StageKind.Attention)
            {
                skips.Push(x);
            }
        }

        foreach (Stage stage in _middle)
        {
            x = RunStage(p, stage, x, level);
        }

        foreach (Stage stage in _up)
        {
            x = RunStage(p, stage, stage.Kind == StageKind.Residual ? cat([x, skips.Pop()], 1) : x, level);
        }

        x = silu(Normalize(p, _exitNorm, x), inplace: false);
        x = Convolve(p, _exit, x);
        return Configuration.Unshuffle > 1 ? pixel_shuffle(x, Configuration.Unshuffle) : x;
    }

    private static Tensor RunStage(IReadOnlyList<Tensor> p, Stage stage, Tensor x, Tensor? level) => stage.Kind switch
    {
        StageKind.Residual => RunResidual(p, stage, x, level),
        StageKind.Attention => RunAttention(p, stage, x),
        StageKind.Shrink => conv2d(pad(x, PadRightBottom), p[stage.Slot], p[stage.Slot + 1], strides: Stride2),
        _ => Convolve(p, stage.Slot, interpolate(x, scale_factor: Twice, mode: InterpolationMode.Nearest)),
    };

    private static Tensor RunResidual(IReadOnlyList<Tensor> p, Stage stage, Tensor x, Tensor? level)
    {
        Tensor h = Convolve(p, stage.Slot + 2, silu(Normalize(p, stage.Slot, x), inplace: false));
        if (level is not null)
        {
            Tensor shift = linear(level, p[stage.Slot + 4], p[stage.Slot + 5]);
            h = h.add(shift.unsqueeze(2).unsqueeze(3), ScalarConstants.One);
        }

        h = Convolve(p, stage.Slot + 8, silu(Normalize(p, stage.Slot + 6, h), inplace: false));
        Tensor straight = stage.Inputs == stage.Outputs ? x : conv2d(x, p[stage.Slot + 10], p[stage.Slot + 11]);
        return h.add(straight, ScalarConstants.One);
    }

    private static Tensor RunAttention(IReadOnlyList<Tensor> p, Stage stage, Tensor x)
    {
        long[] shape = x.shape;
        Tensor n = Normalize(p, stage.Slot, x);
        Tensor Part(int i) => conv2d(n, p[stage.Slot + i], p[stage.Slot + i + 1]).flatten(2).transpose(1, 2);
        Tensor mixed = scaled_dot_product_attention(Part(2), Part(4), Part(6));
        Tensor map = mixed.transpose(1, 2).reshape(shape[0], shape[1], shape[2], shape[3]);
        return conv2d(map, p[stage.Slot + 8], p[stage.Slot + 9]).add(x, ScalarConstants.One);
    }

    private static Tensor Convolve(IReadOnlyList<Tensor> p, int slot, Tensor x) => conv2d(x, p[slot], p[slot + 1], padding: Pad1);

    private static Tensor Normalize(IReadOnlyList<Tensor> p, int slot, Tensor x) =>
        group_norm(x, Groups, p[slot], p[slot + 1], NormalizationEpsilon);

    private sealed record Stage(StageKind Kind, int Slot, int Inputs, int Outputs);
}
