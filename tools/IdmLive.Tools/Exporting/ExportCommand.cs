using System.CommandLine;
using IdmLive.Diffusion.Models;
using IdmLive.Diffusion.Sampling;
using IdmLive.Pipeline.Startup;

namespace IdmLive.Tools.Exporting;

/// <summary><c>idmlive-tools export</c>: writes a model as an ONNX graph.</summary>
internal static class ExportCommand
{
    /// <summary>Makes the command.</summary>
    public static Command Create()
    {
        ExportOptions defaults = new();
        Option<string?> onnx = new("--onnx") { Arity = ArgumentArity.ZeroOrOne, Description = "ONNX, the only format so far; may name the file." };
        Option<string?> output = new("--out", "-o") { Description = "File to write." };
        Option<string> model = new("--model") { DefaultValueFactory = _ => "live", Description = "Model: a name of the store, or a folder." };
        Option<int> steps = new("--steps") { DefaultValueFactory = _ => defaults.Steps, Description = "Network calls in the graph: the whole chain with its sampler." };
        Option<SamplerKind> sampler = new("--sampler") { DefaultValueFactory = _ => defaults.Sampler, Description = "Sampler between the calls." };
        Option<int?> size = new("--size") { Description = "Width and height in pixels; the model's own by default." };
        Option<bool> anySize = new("--any-size") { Description = "Leave width and height to the user of the graph." };
        Option<bool> noPrevious = new("--no-previous") { Description = "No input for the previous frame; the graph takes y in its place." };
        Option<long?> noise = new("--noise-seed") { Description = "Put the noise of this seed into the graph, so that y is the only other input." };
        Option<int[]> time = new("--time") { AllowMultipleArgumentsPerToken = true, Description = "Time both engines with these numbers of threads." };
        Command command = new("export", "Writes a model as an ONNX graph, noise levels folded in, and checks it in ONNX Runtime against TorchSharp.")
        {
            onnx, output, model, steps, sampler, size, anySize, noPrevious, noise, time,
        };
        command.SetAction(parsed =>
        {
            // As the restorer runs: threads that sleep while they wait.
            NativeEnvironment.PreferPassiveThreads();
            try
            {
                ExportOptions options = new()
                {
                    Steps = parsed.GetValue(steps),
                    Sampler = parsed.GetValue(sampler),
                    Size = parsed.GetValue(size),
                    AnySize = parsed.GetValue(anySize),
                    PreviousInput = !parsed.GetValue(noPrevious),
                    NoiseSeed = parsed.GetValue(noise),
                };
                Run(ModelStore.Default().Load(parsed.GetRequiredValue(model)), options, Target(parsed.GetValue(onnx), parsed.GetValue(output)), parsed.GetValue(time) ?? []);
                return 0;
            }
            catch (Exception e) when (e is ArgumentException or ModelException or ExportException or IOException or UnauthorizedAccessException)
            {
                Console.Error.WriteLine($"idmlive-tools export: {e.Message}");
                return 1;
            }
        });
        return command;
    }

    private static string Target(string? onnx, string? output) => (onnx, output) switch
    {
        (null or "", null or "") => throw new ArgumentException("No file was named; give one with -o FILE.onnx."),
        ({ Length: > 0 }, { Length: > 0 }) => throw new ArgumentException($"Two files were named, '{onnx}' and '{output}'; give one."),
        _ => string.IsNullOrEmpty(onnx) ? output! : onnx,
    };

    private static void Run(ModelPackage package, ExportOptions options, string path, int[] threads)
    {
        if (threads.Any(t => t is < 1 or > 1024))
        {
            throw new ArgumentException($"The numbers of threads to time are {string.Join(", ", threads)}; give numbers from 1 to 1024.");
        }

        if (Directory.Exists(path))
        {
            throw new ArgumentException($"'{path}' is a folder; give the name of the file to write.");
        }

        ExportResult result = ModelExporter.Export(package, options, path);
        Console.WriteLine($"{path}: {package.Manifest.Name}, steps {options.Steps}, {result.Bytes / 1e6:f1} MB.");
        Console.WriteLine(
            $"Largest difference between ONNX Runtime and TorchSharp: {result.Comparison.Largest:0.0e-0} in {result.Comparison.Values} values (allowed {ExportComparison.Tolerance:0e-0}).");
        foreach (int count in threads)
        {
            ExportTimes times = ExportTiming.Measure(package, options.For(package.Manifest), File.ReadAllBytes(path), count);
            Console.WriteLine(
                $"Threads {count}, median (shortest) ms: ONNX Runtime {times.Onnx}, TorchSharp {times.Torch}, TorchSharp in bfloat16 {times.TorchBFloat16}.");
        }
    }
}
