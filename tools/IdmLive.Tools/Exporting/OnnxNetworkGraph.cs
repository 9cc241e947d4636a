using IdmLive.Diffusion.Network;

namespace IdmLive.Tools.Exporting;

/// <summary>Builds one call of a network in an ONNX graph.</summary>
internal sealed class OnnxNetworkGraph : INetworkGraph<OnnxFeatures>
{
    private readonly OnnxGraph _graph;
    private readonly ParameterLayout _layout;
    private readonly IReadOnlyList<float[]> _folded;

    /// <summary>Builds into a graph.</summary>
    /// <param name="graph">May hold other calls already.</param>
    /// <param name="layout">Names and shapes of the parameters.</param>
    /// <param name="folded">Their values with the noise level folded in, one array for each slot.</param>
    public OnnxNetworkGraph(OnnxGraph graph, ParameterLayout layout, IReadOnlyList<float[]> folded) =>
        (_graph, _layout, _folded) = (graph, layout, folded);

    /// <inheritdoc/>
    public OnnxFeatures Convolve(OnnxFeatures x, int slot, int stride, int before, int after)
    {
        ParameterSlot weight = _layout.Slots[slot];
        float[] values = x.Order is null ? _folded[slot] : Reorder(_folded[slot], weight.Shape, x.Order);
        string output = _graph.AddNode(
            "Conv",
            [x.Name, _graph.AddConstant(weight.Name, values, [.. weight.Shape]), Constant(slot + 1)],
            OnnxAttribute.Of("kernel_shape", [weight.Shape[2], weight.Shape[3]]),
            OnnxAttribute.Of("strides", [stride, stride]),
            OnnxAttribute.Of("pads", [before, before, after, after]));
        return new(output, (int)weight.Shape[0], x.Size / stride);
    }

    /// <inheritdoc/>
    public OnnxFeatures Silu(OnnxFeatures x) =>
        Ordered(x) with { Name = _graph.AddNode("Mul", [x.Name, _graph.AddNode("Sigmoid", [x.Name])]) };

    /// <inheritdoc/>
    public OnnxFeatures Add(OnnxFeatures a, OnnxFeatures b) => Ordered(a) with { Name = _graph.AddNode("Add", [a.Name, Ordered(b).Name]) };

    /// <inheritdoc/>
    public OnnxFeatures Concatenate(OnnxFeatures a, OnnxFeatures b) => Ordered(a) with
    {
        Name = _graph.AddNode("Concat", [a.Name, Ordered(b).Name], OnnxAttribute.Of("axis", 1)),
        Channels = a.Channels + b.Channels,
    };

    /// <inheritdoc/>
    public OnnxFeatures PixelUnshuffle(OnnxFeatures x, int block)
    {
        // The format's operator puts the channel innermost: ((i block) + j) channels + c instead of (c block + i) block + j. The
        // convolution that follows takes its weights in that order, which costs nothing when the graph runs.
        int area = block * block;
        int[] order = [.. Enumerable.Range(0, x.Channels * area).Select(k => (k % x.Channels * area) + (k / x.Channels))];
        string output = _graph.AddNode("SpaceToDepth", [Ordered(x).Name], OnnxAttribute.Of("blocksize", block));
        return new(output, x.Channels * area, x.Size / block, order);
    }

    /// <inheritdoc/>
    public OnnxFeatures PixelShuffle(OnnxFeatures x, int block) => new(
        _graph.AddNode("DepthToSpace", [Ordered(x).Name], OnnxAttribute.Of("blocksize", block), OnnxAttribute.Of("mode", "CRD")),
        x.Channels / (block * block),
        x.Size * block);

    /// <inheritdoc/>
    public OnnxFeatures RepeatPixels(OnnxFeatures x) => Ordered(x) with
    {
        Name = _graph.AddNode(
            "Resize",
            [x.Name, string.Empty, _graph.AddConstant("twice", [1f, 1f, 2f, 2f], 4)],
            OnnxAttribute.Of("mode", "nearest"),
            OnnxAttribute.Of("coordinate_transformation_mode", "asymmetric"),
            OnnxAttribute.Of("nearest_mode", "floor")),
        Size = x.Size * 2,
    };

    /// <inheritdoc/>
    public OnnxFeatures AddMap(OnnxFeatures x, int slot)
    {
        IReadOnlyList<long> shape = _layout.Slots[slot].Shape;
        string map = Constant(slot);
        if (x.Size != shape[2])
        {
            string sizes = x.Size is int size
                ? _graph.AddConstant("map.size", 1, shape[1], size, size)
                : _graph.AddNode(
                    "Concat",
                    [
                        _graph.AddConstant("map.channels", 1, shape[1]),
                        _graph.AddNode("Slice", [ShapeOf(x), _graph.AddConstant("height.axis", 2), _graph.AddConstant("width.axis.end", 4)]),
                    ],
                    OnnxAttribute.Of("axis", 0));
            map = _graph.AddNode(
                "Resize",
                [map, string.Empty, string.Empty, sizes],
                OnnxAttribute.Of("mode", "linear"),
                OnnxAttribute.Of("coordinate_transformation_mode", "half_pixel"));
        }

        return Ordered(x) with { Name = _graph.AddNode("Add", [x.Name, map]) };
    }

    /// <inheritdoc/>
    public OnnxFeatures NormalizeGroups(OnnxFeatures x, int slot, int groups, double epsilon)
    {
        // The operator for groups came later than this version and not to all runtimes: groups as channels of one long row.
        string rows = _graph.AddNode("Reshape", [Ordered(x).Name, _graph.AddConstant("groups", 0, groups, -1)]);
        string normal = _graph.AddNode(
            "InstanceNormalization",
            [
                rows,
                _graph.AddConstant("groups.one", [.. Enumerable.Repeat(1f, groups)], groups),
                _graph.AddConstant("groups.zero", new float[groups], groups),
            ],
            OnnxAttribute.Of("epsilon", (float)epsilon));
        string map = _graph.AddNode("Reshape", [normal, ShapeOf(x)]);
        string scaled = _graph.AddNode("Mul", [map, Constant(slot, x.Channels, 1, 1)]);
        return x with { Name = _graph.AddNode("Add", [scaled, Constant(slot + 1, x.Channels, 1, 1)]) };
    }

    /// <inheritdoc/>
    public OnnxFeatures Attend(OnnxFeatures query, OnnxFeatures key, OnnxFeatures value)
    {
        string Rows(OnnxFeatures x) => _graph.AddNode("Reshape", [Ordered(x).Name, _graph.AddConstant("rows", 0, x.Channels, -1)]);
        string Transpose(string x) => _graph.AddNode("Transpose", [x], OnnxAttribute.Of("perm", [0, 2, 1]));
        string products = _graph.AddNode("MatMul", [Transpose(Rows(query)), Rows(key)]);
        string scaled = _graph.AddNode("Mul", [products, _graph.AddConstant("attention.scale", [(float)(1 / Math.Sqrt(query.Channels))])]);
        string shares = _graph.AddNode("Softmax", [scaled], OnnxAttribute.Of("axis", -1));
        string mixed = _graph.AddNode("MatMul", [Rows(value), Transpose(shares)]);
        return value with { Name = _graph.AddNode("Reshape", [mixed, ShapeOf(query)]) };
    }

    private static OnnxFeatures Ordered(OnnxFeatures x) => x.Order is null
        ? x
        : throw new InvalidOperationException($"'{x.Name}' has its channels in another order than the network's; only a convolution takes it.");

    /// <summary>The weights [out, in, ...] of a convolution whose inputs come in another order.</summary>
    private static float[] Reorder(float[] weights, IReadOnlyList<long> shape, int[] order)
    {
        int inputs = (int)shape[1], area = (int)(shape[2] * shape[3]);
        float[] reordered = new float[weights.Length];
        for (int row = 0; row < shape[0]; row++)
        {
            for (int i = 0; i < inputs; i++)
            {
                weights.AsSpan(((row * inputs) + order[i]) * area, area).CopyTo(reordered.AsSpan(((row * inputs) + i) * area, area));
            }
        }

        return reordered;
    }

    private string ShapeOf(OnnxFeatures x) => _graph.AddNode("Shape", [x.Name]);

    private string Constant(int slot, params long[] shape) =>
        _graph.AddConstant(_layout.Slots[slot].Name, _folded[slot], shape.Length > 0 ? shape : [.. _layout.Slots[slot].Shape]);
}
