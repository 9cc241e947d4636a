using static TorchSharp.torch;
using static TorchSharp.torch.nn.functional;

namespace IdmLive.Diffusion.Network;

/// <summary>
/// U-Net of plain residual blocks: two 3x3 convolutions with one SiLU between, additive skips, no normalisation, no attention.
/// The noise level scales and shifts the output of each block's first convolution (FiLM), which folds into its weights once
/// the level is known. The exit convolution starts at zero, so an untrained network corrects nothing: it is authentic from the
/// first step.
/// </summary>
internal sealed class PlainNetwork : ConditionalNetwork
{
    private static readonly long[] Pad1 = [1, 1];
    private static readonly long[] Stride2 = [2, 2];

    private readonly int _door;
    private readonly int _exit;
    private readonly int _levelHidden;
    private readonly int _position = -1;
    private readonly Level[] _levels;

    internal PlainNetwork(NetworkConfiguration configuration)
        : base(configuration)
    {
        int shuffled = Configuration.Unshuffle * Configuration.Unshuffle * 3;
        IReadOnlyList<int> channels = Configuration.Channels;
        int deepest = channels.Count - 1;

        _levelHidden = Layout.AddLinear("level.hidden", 1, Configuration.LevelWidth, ParameterStart.He);
        _door = Layout.AddConvolution("door", shuffled * Configuration.InputImages, channels[0], 3);
        _levels = new Level[channels.Count];
        for (int i = 0; i < channels.Count; i++)
        {
            Block[] down = [.. Enumerable.Range(0, Configuration.Blocks[i]).Select(b => AddBlock($"down.{i}.{b}", channels[i]))];
            int shrink = i == deepest ? -1 : Layout.AddConvolution($"shrink.{i}", channels[i], channels[i + 1], 3, ParameterStart.LeCun);
            _levels[i] = new Level(down, shrink, -1, []);
        }

        if (Configuration.PositionMap > 0)
        {
            _position = Layout.Add("position", ParameterStart.Zero, 1, channels[deepest], Configuration.PositionMap, Configuration.PositionMap);
        }

        for (int i = deepest - 1; i >= 0; i--)
        {
            int grow = Layout.AddConvolution($"grow.{i}", channels[i + 1], channels[i] * 4, 1, ParameterStart.LeCun);
            Block[] up = [.. Enumerable.Range(0, Configuration.Blocks[i]).Select(b => AddBlock($"up.{i}.{b}", channels[i]))];
            _levels[i] = _levels[i] with { Grow = grow, Up = up };
        }

        _exit = Layout.AddConvolution("exit", channels[0], shuffled, 3, ParameterStart.Zero);
    }

    private IEnumerable<Block> Blocks => _levels.SelectMany(l => l.Down.Concat(l.Up));

    public override Tensor Forward(
        IReadOnlyList<Tensor> parameters, Tensor images, Tensor sqrtAbar, IReadOnlyList<PatchPlace>? places = null)
    {
        Tensor hidden = EmbedLevel(parameters, sqrtAbar.unsqueeze(1).to_type(parameters[0].dtype));
        return Run(parameters, images, hidden, places);
    }

    public override IReadOnlyList<Tensor> Fold(IReadOnlyList<Tensor> parameters, double sqrtAbar)
    {
        Tensor[] folded = [.. parameters.Select(p => p.detach().clone())];
        foreach ((int slot, (Tensor gain, Tensor bias)) in Outputs(parameters, sqrtAbar))
        {
            using (gain)
            using (bias)
            {
                folded[slot].mul_(gain.view(-1, 1, 1, 1));
                folded[slot + 1].copy_(bias);
            }
        }

        return folded;
    }

    /// <summary>
    /// What a level makes of the convolutions that it changes: <c>(W x + b)(1 + s) + t = (1 + s)(W x) + (b (1 + s) + t)</c>, the gain 1 + s and the bias behind it.
    /// </summary>
    /// <param name="parameters">As for <see cref="Fold"/>.</param>
    /// <param name="sqrtAbar">The one level.</param>
    /// <returns>By the weight's slot, [channels] each; new, in the surrounding dispose scope.</returns>
    internal IReadOnlyDictionary<int, (Tensor Gain, Tensor Bias)> Outputs(IReadOnlyList<Tensor> parameters, double sqrtAbar)
    {
        using Tensor level = tensor(new[] { (float)sqrtAbar }, [1, 1], device: parameters[0].device);
        using Tensor hidden = EmbedLevel(parameters, level);
        return Blocks.ToDictionary(b => b.First, b =>
        {
            (Tensor gain, Tensor shift) = Modulation(parameters, b, hidden);
            using (gain)
            using (shift)
            {
                return (gain.view(-1).clone(), parameters[b.First + 1].mul(gain.view(-1)).add_(shift.view(-1), ScalarConstants.One));
            }
        });
    }

    public override Tensor ForwardFolded(IReadOnlyList<Tensor> folded, Tensor images) => Run(folded, images, null, null);

    public override T Describe<T>(INetworkGraph<T> graph, T images)
    {
        T x = Configuration.Unshuffle > 1 ? graph.PixelUnshuffle(images, Configuration.Unshuffle) : images;
        x = graph.Convolve(x, _door, 1, 1, 1);
        T[] skips = new T[_levels.Length];
        for (int i = 0; i < _levels.Length; i++)
        {
            x = _position >= 0 && i == _levels.Length - 1 ? graph.AddMap(x, _position) : x;
            x = skips[i] = DescribeBlocks(graph, _levels[i].Down, x);
            x = _levels[i].Shrink >= 0 ? graph.Convolve(x, _levels[i].Shrink, 2, 1, 1) : x;
        }

        for (int i = _levels.Length - 2; i >= 0; i--)
        {
            x = graph.PixelShuffle(graph.Convolve(x, _levels[i].Grow, 1, 0, 0), 2);
            x = DescribeBlocks(graph, _levels[i].Up, graph.Add(x, skips[i]));
        }

        x = graph.Convolve(x, _exit, 1, 1, 1);
        return Configuration.Unshuffle > 1 ? graph.PixelShuffle(x, Configuration.Unshuffle) : x;
    }

    public override long CountMacs(int size)
    {
        long macs = 0;
        long side = size / Configuration.Unshuffle;
        long At(int slot, long width) => Layout.Slots[slot].Count * width * width;
        macs += At(_door, side) + At(_exit, side);
        for (int i = 0; i < _levels.Length; i++, side /= 2)
        {
            long width = side;
            macs += _levels[i].Down.Concat(_levels[i].Up).Sum(b => At(b.First, width) + At(b.Second, width));
            macs += _levels[i].Shrink < 0 ? 0 : At(_levels[i].Shrink, width / 2) + At(_levels[i].Grow, width / 2);
        }

        return macs;
    }

    private static T DescribeBlocks<T>(INetworkGraph<T> graph, Block[] blocks, T x)
    {
        foreach (Block block in blocks)
        {
            T branch = graph.Silu(graph.Convolve(x, block.First, 1, 1, 1));
            x = graph.Add(graph.Convolve(branch, block.Second, 1, 1, 1), x);
        }

        return x;
    }

    private Block AddBlock(string name, int channels)
    {
        int first = Layout.AddConvolution($"{name}.first", channels, channels, 3);

        // Residual branches start at zero, so the signal keeps its variance however many blocks there are.
        int second = Layout.AddConvolution($"{name}.second", channels, channels, 3, ParameterStart.Zero);
        int film = Layout.AddLinear($"{name}.film", Configuration.LevelWidth, 2 * channels, ParameterStart.Zero);
        return new Block(first, second, film);
    }

    private Tensor EmbedLevel(IReadOnlyList<Tensor> p, Tensor level) =>
        silu(linear(level, p[_levelHidden], p[_levelHidden + 1]), inplace: false);

    private static (Tensor Gain, Tensor Shift) Modulation(IReadOnlyList<Tensor> p, Block block, Tensor hidden)
    {
        using Tensor film = linear(hidden, p[block.Film], p[block.Film + 1]);
        Tensor[] parts = film.chunk(2, 1);
        Tensor gain = parts[0].add(ScalarConstants.One, ScalarConstants.One);
        parts[0].Dispose();
        return (gain, parts[1]);
    }

    private Tensor Run(IReadOnlyList<Tensor> p, Tensor images, Tensor? hidden, IReadOnlyList<PatchPlace>? places)
    {
        Tensor x = ChannelsLast(Configuration.Unshuffle > 1 ? pixel_unshuffle(images, Configuration.Unshuffle) : images);
        x = conv2d(x, p[_door], p[_door + 1], padding: Pad1);
        Tensor[] skips = new Tensor[_levels.Length];
        for (int i = 0; i < _levels.Length; i++)
        {
            if (_position >= 0 && i == _levels.Length - 1)
            {
                x = x.add(Places(p[_position], places, x), ScalarConstants.One);
            }

            x = RunBlocks(p, _levels[i].Down, x, hidden);
            skips[i] = x;
            if (_levels[i].Shrink >= 0)
            {
                x = conv2d(x, p[_levels[i].Shrink], p[_levels[i].Shrink + 1], strides: Stride2, padding: Pad1);
            }
        }

        for (int i = _levels.Length - 2; i >= 0; i--)
        {
            x = pixel_shuffle(conv2d(x, p[_levels[i].Grow], p[_levels[i].Grow + 1]), 2);
            x = hidden is null ? x.add_(skips[i], ScalarConstants.One) : x.add(skips[i], ScalarConstants.One);
            x = RunBlocks(p, _levels[i].Up, x, hidden);
        }

        x = conv2d(x, p[_exit], p[_exit + 1], padding: Pad1);
        return Configuration.Unshuffle > 1 ? pixel_shuffle(x, Configuration.Unshuffle) : x;
    }

    /// <summary>The map of places for the features x: the whole map at their size, or the part that each patch covers.</summary>
    private static Tensor Places(Tensor map, IReadOnlyList<PatchPlace>? places, Tensor x)
    {
        (long height, long width) = (x.shape[2], x.shape[3]);
        if (places is not null)
        {
            long across = places[0].Across;
            map = map.shape[2] == across ? map : interpolate(map, [across, across], mode: InterpolationMode.Bilinear, align_corners: false);
            return cat(
                [.. places.Select(place =>
                {
                    Tensor part = map.narrow(2, place.Top, height).narrow(3, place.Left, width);
                    return place.Mirrored ? part.flip(3) : part;
                })],
                0);
        }

        return map.shape[2] == height && map.shape[3] == width ? map
            : interpolate(map, [height, width], mode: InterpolationMode.Bilinear, align_corners: false);
    }

    private static Tensor RunBlocks(IReadOnlyList<Tensor> p, Block[] blocks, Tensor x, Tensor? hidden)
    {
        foreach (Block block in blocks)
        {
            Tensor branch = conv2d(x, p[block.First], p[block.First + 1], padding: Pad1);
            if (hidden is null)
            {
                branch = conv2d(silu(branch, inplace: true), p[block.Second], p[block.Second + 1], padding: Pad1);
                x = branch.add_(x, ScalarConstants.One);
            }
            else
            {
                (Tensor gain, Tensor shift) = Modulation(p, block, hidden);
                branch = shift.unsqueeze(2).unsqueeze(3).addcmul(branch, gain.unsqueeze(2).unsqueeze(3), ScalarConstants.One);
                x = conv2d(silu(branch, inplace: false), p[block.Second], p[block.Second + 1], padding: Pad1)
                    .add(x, ScalarConstants.One);
            }
        }

        return x;
    }

    private readonly record struct Block(int First, int Second, int Film);

    private sealed record Level(Block[] Down, int Shrink, int Grow, Block[] Up);
}
