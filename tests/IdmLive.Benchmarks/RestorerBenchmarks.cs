using BenchmarkDotNet.Attributes;
using IdmLive.Diffusion.Models;
using IdmLive.Diffusion.Restoring;
using IdmLive.Pipeline.Restoring;
using OpenCvSharp;

namespace IdmLive.Benchmarks;

/// <summary>How long does a crop take, by number format and steps; does a batch pay?</summary>
public class RestorerBenchmarks
{
    private DiffusionRestorer _restorer = null!;
    private FaceCrop[] _crops = null!;
    private Mat[] _restored = null!;

    [Params(1, 4)]
    public int Steps { get; set; }

    [Params(Arithmetic.Float32, Arithmetic.BFloat16)]
    public Arithmetic Arithmetic { get; set; }

    [Params(1, 2)]
    public int Faces { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        _restorer = new DiffusionRestorer(ModelStore.Default().Load("live"), new RestorerOptions { Steps = Steps, Arithmetic = Arithmetic });
        _crops = [.. Enumerable.Range(0, Faces).Select(i => new FaceCrop(Draw(i), i))];
        _restored = [.. _crops.Select(c => c.Pixels.Clone())];
    }

    [Benchmark]
    public void Restore() => _restorer.Restore(_crops, _restored);

    [GlobalCleanup]
    public void Cleanup() => _restorer.Dispose();

    private Mat Draw(int seed)
    {
        Mat crop = new(_restorer.CropSize, _restorer.CropSize, MatType.CV_8UC3);
        new Random(seed).NextBytes(crop.AsSpan<byte>());
        return crop;
    }
}
