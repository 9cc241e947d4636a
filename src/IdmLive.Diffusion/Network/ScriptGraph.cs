using System.Globalization;
using System.Text;

namespace IdmLive.Diffusion.Network;

/// <summary>Features in a script.</summary>
/// <param name="Name">The variable.</param>
/// <param name="Shrink">How many times smaller than the images they are, in both directions.</param>
internal readonly record struct ScriptFeatures(string Name, int Shrink);

/// <summary>
/// Writes a network's operations down as two TorchScript methods: <c>pack</c>, which brings the convolutions' weights into the order that their
/// kernels read for images of the given shape, and <c>forward</c>, which takes images and those weights. Activations and sums work in place on what a convolution or a shuffle
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
    /// <returns>The methods, each line ended.</returns>
    public static string Write(ConditionalNetwork network)
    {
        ScriptGraph graph = new(network.Layout);
        ScriptFeatures images = network.Configuration.Unshuffle > 1 ? new("x", 1) : graph.ChannelsLast(new("x", 1));
        ScriptFeatures result = network.Describe(graph, images);
        return $"""
            def pack(self: __torch__.M, x: Tensor, w: List[Tensor]) -> List[Tensor]:
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
        string size = Invariant(
            $"[torch.size(x, 0), {_layout.Slots[slot].Shape[1]}, torch.floordiv(torch.size(x, 2), {x.Shrink}), torch.floordiv(torch.size(x, 3), {x.Shrink})]");
        _pack.Append(Invariant($"  o[{slot}] = ops.mkldnn._reorder_convolution_weight(w[{slot}], {how}, {size})\n"));
        return Assign(x.Shrink * stride, Invariant($"ops.mkldnn._convolution_pointwise({x.Name}, w[{slot}], w[{slot + 1}], {how}, \"none\", [], \"\")"));
    }

    /// <inheritdoc/>
    public ScriptFeatures Silu(ScriptFeatures x) => Assign(x.Shrink, $"torch.silu_({x.Name})");

    /// <inheritdoc/>
    public ScriptFeatures Add(ScriptFeatures a, ScriptFeatures b) => Assign(a.Shrink, $"torch.add_({a.Name}, {b.Name})");

    /// <inheritdoc/>
    public ScriptFeatures PixelUnshuffle(ScriptFeatures x, int block) =>
        ChannelsLast(Assign(x.Shrink * block, Invariant($"torch.pixel_unshuffle({x.Name}, {block})")));

    /// <inheritdoc/>
    public ScriptFeatures PixelShuffle(ScriptFeatures x, int block) => Assign(x.Shrink / block, Invariant($"torch.pixel_shuffle({x.Name}, {block})"));

    /// <inheritdoc/>
    public ScriptFeatures AddMap(ScriptFeatures x, int slot)
    {
        string map = Invariant($"torch.upsample_bilinear2d(w[{slot}], [torch.size({x.Name}, 2), torch.size({x.Name}, 3)], False)");
        return Assign(x.Shrink, $"torch.add_({x.Name}, {map})");
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
        Assign(x.Shrink, $"torch.permute(torch.contiguous(torch.permute({x.Name}, [0, 2, 3, 1])), [0, 3, 1, 2])");

    private ScriptFeatures Assign(int shrink, string expression)
    {
        ScriptFeatures made = new(Invariant($"v{_names++}"), shrink);
        _forward.Append(Invariant($"  {made.Name} = {expression}\n"));
        return made;
    }
}
