using System.Globalization;
using System.Text;

namespace IdmLive.Diffusion.Network;

/// <summary>Features in a script.</summary>
/// <param name="Name">The variable.</param>
/// <param name="Side">Width and height for the nominal size of the images.</param>
internal readonly record struct ScriptFeatures(string Name, int Side);

/// <summary>
/// Writes a network's operations down as two TorchScript methods: <c>pack</c>, which brings the convolutions' weights into the order that their
/// kernels read, and <c>forward</c>, which takes images and those weights. Activations and sums work in place on what a convolution or a shuffle
/// has just made, so only networks whose graph uses such features nowhere else can be written (<see cref="NetworkFamily.Plain"/>).
/// </summary>
internal sealed class ScriptGraph : INetworkGraph<ScriptFeatures>
{
    private readonly ParameterLayout _layout;
    private readonly StringBuilder _pack = new();
    private readonly StringBuilder _forward = new();
    private int _names;

    /// <summary>Begins an empty script.</summary>
    public ScriptGraph(ParameterLayout layout) => _layout = layout;

    /// <summary>Writes a network down.</summary>
    /// <param name="network">Of the family plain.</param>
    /// <param name="nominalSize">Width of the images that weights are packed for; others are computed rightly, too.</param>
    /// <returns>The methods, each line ended.</returns>
    public static string Write(ConditionalNetwork network, int nominalSize)
    {
        ScriptGraph graph = new(network.Layout);
        ScriptFeatures images = network.Configuration.Unshuffle > 1 ? new("x", nominalSize) : graph.ChannelsLast(new("x", nominalSize));
        ScriptFeatures result = network.Describe(graph, images);
        return $"""
            def pack(self: __torch__.M, w: List[Tensor]) -> List[Tensor]:
              o = torch.list(w)
            {graph._pack}  return o
            def forward(self: __torch__.M, x: Tensor, w: List[Tensor]) -> Tensor:
            {graph._forward}  return {result.Name}

            """.ReplaceLineEndings("\n");
    }

    /// <inheritdoc/>
    public ScriptFeatures Convolve(ScriptFeatures x, int slot, int stride, int before, int after)
    {
        if (before != after)
        {
            throw new NotSupportedException("Padding that differs between the sides is not written.");
        }

        string how = Invariant($"[{before}, {before}], [{stride}, {stride}], [1, 1], 1");
        _pack.Append(Invariant(
            $"  o[{slot}] = ops.mkldnn._reorder_convolution_weight(w[{slot}], {how}, [1, {_layout.Slots[slot].Shape[1]}, {x.Side}, {x.Side}])\n"));
        return Assign(x.Side / stride, Invariant($"ops.mkldnn._convolution_pointwise({x.Name}, w[{slot}], w[{slot + 1}], {how}, \"none\", [], \"\")"));
    }

    /// <inheritdoc/>
    public ScriptFeatures Silu(ScriptFeatures x) => Assign(x.Side, $"torch.silu_({x.Name})");

    /// <inheritdoc/>
    public ScriptFeatures Add(ScriptFeatures a, ScriptFeatures b) => Assign(a.Side, $"torch.add_({a.Name}, {b.Name})");

    /// <inheritdoc/>
    public ScriptFeatures PixelUnshuffle(ScriptFeatures x, int block) =>
        ChannelsLast(Assign(x.Side / block, Invariant($"torch.pixel_unshuffle({x.Name}, {block})")));

    /// <inheritdoc/>
    public ScriptFeatures PixelShuffle(ScriptFeatures x, int block) => Assign(x.Side * block, Invariant($"torch.pixel_shuffle({x.Name}, {block})"));

    /// <inheritdoc/>
    public ScriptFeatures AddMap(ScriptFeatures x, int slot)
    {
        string map = Invariant($"torch.upsample_bilinear2d(w[{slot}], [torch.size({x.Name}, 2), torch.size({x.Name}, 3)], False)");
        return Assign(x.Side, $"torch.add_({x.Name}, {map})");
    }

    /// <inheritdoc/>
    public ScriptFeatures Concatenate(ScriptFeatures a, ScriptFeatures b) => throw NotWritten();

    /// <inheritdoc/>
    public ScriptFeatures RepeatPixels(ScriptFeatures x) => throw NotWritten();

    /// <inheritdoc/>
    public ScriptFeatures NormalizeGroups(ScriptFeatures x, int slot, int groups, double epsilon) => throw NotWritten();

    /// <inheritdoc/>
    public ScriptFeatures Attend(ScriptFeatures query, ScriptFeatures key, ScriptFeatures value) => throw NotWritten();

    private static NotSupportedException NotWritten() => new("Only networks of the family plain are written as scripts.");

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    private ScriptFeatures ChannelsLast(ScriptFeatures x) =>
        Assign(x.Side, $"torch.permute(torch.contiguous(torch.permute({x.Name}, [0, 2, 3, 1])), [0, 3, 1, 2])");

    private ScriptFeatures Assign(int side, string expression)
    {
        ScriptFeatures made = new(Invariant($"v{_names++}"), side);
        _forward.Append(Invariant($"  {made.Name} = {expression}\n"));
        return made;
    }
}
