using System.Globalization;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using IdmLive.Benchmarks;

// `finding [ROUNDS]`: the parts of finding a face side by side.
if (args is ["finding", ..])
{
    int rounds = args.Length > 1 ? int.Parse(args[1], CultureInfo.InvariantCulture) : 200;
    foreach (double width in (double[])[120, 225, 350])
    {
        using FindingParts parts = new(width);
        parts.Run(rounds, Console.Out);
    }

    return;
}

// In this process: the native libraries are linked into this project's output alone.
ManualConfig config = ManualConfig.Create(DefaultConfig.Instance)
    .AddJob(Job.Default.WithToolchain(InProcessEmitToolchain.Instance).WithWarmupCount(3).WithIterationCount(15))
    .WithArtifactsPath(Path.Join("artifacts", "benchmarks"));
BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args, config);
