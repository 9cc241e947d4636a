using IdmLive.Diffusion.Restoring;
using TorchSharp;
using static TorchSharp.torch;

namespace IdmLive.Diffusion.Tuning;

/// <summary>A square 3x3 convolution with as many channels out as in.</summary>
/// <param name="Channels">Channels.</param>
/// <param name="Side">Width and height of the features.</param>
public readonly record struct ConvolutionShape(int Channels, int Side)
{
    /// <summary>Floating-point operations of one call, two for each multiplication with its addition.</summary>
    public long Operations => 2L * 9 * Channels * Channels * Side * Side;
}

/// <summary>
/// The fastest that this machine convolves: a well-shaped 3x3 convolution, channels-last, to be called and timed. What a network
/// reaches is judged against the best of <see cref="Shapes"/>. One thread.
/// </summary>
public sealed class ConvolutionPeak : IDisposable
{
    private static readonly long[] Pad1 = [1, 1];

    private readonly Tensor _features;
    private readonly Tensor _weight;
    private readonly Tensor _bias;

    /// <summary>Prepares a convolution.</summary>
    /// <param name="shape">Its shape.</param>
    /// <param name="arithmetic">Number format; not <see cref="Arithmetic.Auto"/>.</param>
    /// <param name="threads">Threads of the tensor library.</param>
    public ConvolutionPeak(ConvolutionShape shape, Arithmetic arithmetic, int threads)
    {
        (Shape, Arithmetic, Threads) = (shape, arithmetic, threads);
        ScalarType type = arithmetic == Arithmetic.BFloat16 ? ScalarType.BFloat16 : ScalarType.Float32;
        using IDisposable noGradient = no_grad();
        using DisposeScope scope = NewDisposeScope();
        using Generator generator = new();
        generator.manual_seed(1);
        _features = ChannelsLast(1, shape.Side, shape.Side);
        _weight = ChannelsLast(shape.Channels, 3, 3);
        _bias = zeros([shape.Channels], dtype: type).DetachFromDisposeScope();

        Tensor ChannelsLast(long first, long height, long width) =>
            randn([first, height, width, shape.Channels], generator: generator).permute(0, 3, 1, 2).to_type(type).DetachFromDisposeScope();
    }

    /// <summary>Shapes of about 1.2 billion operations that suit processors; which is fastest differs between them.</summary>
    public static IReadOnlyList<ConvolutionShape> Shapes { get; } = [new(64, 128), new(128, 64), new(256, 32)];

    /// <summary>Its shape.</summary>
    public ConvolutionShape Shape { get; }

    /// <summary>Its number format.</summary>
    public Arithmetic Arithmetic { get; }

    /// <summary>Its threads.</summary>
    public int Threads { get; }

    /// <summary>One call.</summary>
    public void Run()
    {
        ThreadCount.Set(Threads);
        using IDisposable noGradient = no_grad();
        using Tensor result = nn.functional.conv2d(_features, _weight, _bias, padding: Pad1);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _features.Dispose();
        _weight.Dispose();
        _bias.Dispose();
    }
}
