using System.Globalization;
using System.Runtime.InteropServices;
using IdmLive.Diffusion.Models;
using IdmLive.Diffusion.Restoring;
using IdmLive.Diffusion.Sampling;
using IdmLive.Diffusion.Schedules;
using TorchSharp;
using static TorchSharp.torch;

namespace IdmLive.Tools.Exporting;

/// <summary>
/// Writes a whole chain (IDM eq. 8, or DDIM) as an ONNX graph: the start, each network call with its level folded in,
/// <c>x0 = clip(y + r)</c>, and the mixing between the calls. Input and output: RGB in -1..1, [batch, 3, height, width].
/// </summary>
internal static class ChainGraph
{
    /// <summary>Input: the low-quality image.</summary>
    public const string LowQuality = "y";

    /// <summary>Input: unit normal noise, [batch, 3 x draws, height, width], unless a seed's lies in the graph.</summary>
    public const string Noise = "noise";

    /// <summary>Input: the previous restored frame, or y where there is none; left out where the network has no place for it.</summary>
    public const string Previous = "previous";

    /// <summary>Output: the restored image.</summary>
    public const string Restored = "x0";

    /// <summary>Makes the file of a chain.</summary>
    /// <param name="chain">The chain, in 32 bits.</param>
    /// <param name="options">The options that the chain was made with.</param>
    /// <exception cref="ExportException">The file would be longer than ONNX allows.</exception>
    public static byte[] Create(FoldedChain chain, ExportOptions options)
    {
        OnnxGraph graph = new();
        OnnxDimension[] Shape(int channels) => options.Size is int size
            ? ["batch", channels, size, size]
            : ["batch", channels, "height", "width"];
        string y = graph.AddInput(LowQuality, Shape(3));
        Func<int, string> noise = AddNoise(graph, chain, options, Shape);
        string? previous = options.PreviousInput ? graph.AddInput(Previous, Shape(3))
            : chain.Package.Network.Configuration.InputImages == 3 ? y
            : null;
        SamplingPlan plan = chain.Plan;
        string xt = Mix(graph, (noise(0), plan.Start.Noise), (y, plan.Start.Y));
        for (int i = 0; ; i++)
        {
            string images = graph.AddNode("Concat", previous is null ? [xt, y] : [xt, y, previous], OnnxAttribute.Of("axis", 1));
            OnnxNetworkGraph call = new(graph, chain.Package.Network.Layout, chain.Values(i));
            OnnxFeatures correction = chain.Package.Network.Describe(
                call, new OnnxFeatures(images, 3 * chain.Package.Network.Configuration.InputImages, options.Size));
            string x0 = graph.AddNode(
                "Clip",
                [graph.AddNode("Add", [correction.Name, y]), graph.AddConstant("lowest", [-1f]), graph.AddConstant("highest", [1f])]);
            if (plan.Steps[i].IsLast)
            {
                graph.AddOutput(Restored, x0, Shape(3));
                return graph.ToBytes(chain.Package.Manifest.Name, Metadata(chain.Package.Manifest, options));
            }

            StepWeights weights = plan.Steps[i].Weights;
            string fresh = weights.Noise > 0 ? noise(i + 1) : string.Empty;
            xt = Mix(graph, (x0, weights.X0), (xt, weights.Xt), (y, weights.Y), (fresh, weights.Noise));
        }
    }

    private static Func<int, string> AddNoise(OnnxGraph graph, FoldedChain chain, ExportOptions options, Func<int, OnnxDimension[]> shape)
    {
        int draws = chain.NoiseDraws;
        if (options.NoiseSeed is long seed)
        {
            int size = options.Size!.Value;
            using DisposeScope scope = NewDisposeScope();
            float[] drawn = MemoryMarshal.Cast<byte, float>(SeedNoise.Draw(seed, draws, size).contiguous().bytes).ToArray();
            int length = drawn.Length / draws;
            return i => graph.AddConstant($"noise.{i}", drawn[(i * length)..((i + 1) * length)], 1, 3, size, size);
        }

        string all = graph.AddInput(Noise, shape(3 * draws));
        return i => draws == 1 ? all : graph.AddNode(
            "Slice", [all, graph.AddConstant("noise.first", 3 * i), graph.AddConstant("noise.end", 3 * (i + 1)), graph.AddConstant("channels", 1)]);
    }

    /// <summary>The weighted sum of values; those of weight zero are left out.</summary>
    private static string Mix(OnnxGraph graph, params (string Value, double Weight)[] terms)
    {
        IEnumerable<string> weighted = terms.Where(t => t.Weight != 0)
            .Select(t => graph.AddNode("Mul", [t.Value, graph.AddConstant("weight", [(float)t.Weight])]));
        return weighted.Aggregate((a, b) => graph.AddNode("Add", [a, b]));
    }

    private static Dictionary<string, string> Metadata(ModelManifest manifest, ExportOptions options) => new()
    {
        ["model"] = manifest.Name,
        ["licence"] = manifest.Licence,
        ["weights.sha256"] = manifest.Weights.Sha256,
        ["template"] = manifest.Template,
        ["schedule"] = manifest.Schedule.Name,
        ["levels"] = string.Join(' ', manifest.Schedule.Levels[options.Steps].Select(l => l.ToString(CultureInfo.InvariantCulture))),
        ["sampler"] = options.Sampler.ToString().ToLowerInvariant(),
        ["images"] = "RGB, -1 to 1, NCHW",
    };
}
