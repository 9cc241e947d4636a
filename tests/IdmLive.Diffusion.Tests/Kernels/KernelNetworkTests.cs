using IdmLive.Diffusion.Kernels;
using IdmLive.Diffusion.Network;
using IdmLive.Diffusion.Tests.Network;
using TorchSharp;
using static TorchSharp.torch;

namespace IdmLive.Diffusion.Tests.Kernels;

public sealed class KernelNetworkTests
{
    private const double Level = .3;

    [Theory]
    [InlineData("tiny", 64, 1)]
    [InlineData("live", 64, 1)]
    [InlineData("live", 80, 1)]
    [InlineData("live", 96, 2)]
    [InlineData("live", 128, 1)]
    [InlineData("live", 192, 1)]
    [InlineData("live", 256, 1)]
    [InlineData("standard", 64, 1)]
    public void Kernels_and_tensor_library_give_the_same(string tier, int size, int batch)
    {
        ConditionalNetwork network = ConditionalNetwork.Create(NetworkTiers.ByName(tier));
        float[] values = Drawn(network);
        using IDisposable noGradient = no_grad();
        using DisposeScope scope = NewDisposeScope();
        using FoldedNetwork kernels = new(network, values, Level, CPU, ScalarType.Float32);
        using FoldedNetwork library = new(network, values, Level, (CPU, ScalarType.Float32), useKernels: false);
        SkipWithoutKernels(kernels);
        Assert.False(library.HasKernels);
        (Tensor xt, Tensor y, Tensor previous) =
            (NetworkFixture.Images(batch, 3, size, 3), NetworkFixture.Images(batch, 3, size, 4), NetworkFixture.Images(batch, 3, size, 5));
        float[] expected = NetworkFixture.Values(library.Output(xt, y, previous));
        Assert.True(expected.Max(Math.Abs) > .1);
        for (int i = 0; i < 2; i++)
        {
            Assert.All(
                NetworkFixture.Values(kernels.Output(xt, y, previous)).Zip(expected), p => Assert.InRange(p.First - p.Second, -2e-5f, 2e-5f));
        }
    }

    [Fact]
    public void Images_need_neither_be_square_nor_lie_in_planes()
    {
        ConditionalNetwork network = ConditionalNetwork.Create(NetworkTiers.Live);
        float[] values = Drawn(network);
        using IDisposable noGradient = no_grad();
        using DisposeScope scope = NewDisposeScope();
        using FoldedNetwork kernels = new(network, values, Level, CPU, ScalarType.Float32);
        using FoldedNetwork library = new(network, values, Level, (CPU, ScalarType.Float32), useKernels: false);
        SkipWithoutKernels(kernels);
        Tensor y = NetworkFixture.Images(1, 3, 128, 4).narrow(2, 16, 48);
        Tensor mixed = y.permute(0, 2, 3, 1).contiguous().permute(0, 3, 1, 2);
        float[] expected = NetworkFixture.Values(library.Output(y, y, y));
        Assert.All(NetworkFixture.Values(kernels.Output(mixed, y, mixed)).Zip(expected), p => Assert.InRange(p.First - p.Second, -2e-5f, 2e-5f));
    }

    [Fact]
    public void Number_of_threads_changes_no_bit()
    {
        ConditionalNetwork network = ConditionalNetwork.Create(NetworkTiers.Live);
        using KernelNetwork? kernels = KernelNetwork.TryCreate(network, Drawn(network), Level);
        Assert.SkipWhen(kernels is null, "this processor has no kernels");
        using IDisposable noGradient = no_grad();
        using DisposeScope scope = NewDisposeScope();
        Tensor[] images = [.. Enumerable.Range(0, 3).Select(i => NetworkFixture.Images(1, 3, 128, i))];
        float[] alone = NetworkFixture.Values(kernels.Forward(images, 1));
        for (int i = 0; i < 20; i++)
        {
            Assert.Equal(alone, NetworkFixture.Values(kernels.Forward(images, 4)));
        }
    }

    [Fact]
    public void Several_threads_may_call_at_once_with_several_sizes()
    {
        ConditionalNetwork network = ConditionalNetwork.Create(NetworkTiers.Live);
        using KernelNetwork? kernels = KernelNetwork.TryCreate(network, Drawn(network), Level);
        Assert.SkipWhen(kernels is null, "this processor has no kernels");
        float[] Call(int size)
        {
            using IDisposable noGradient = no_grad();
            using DisposeScope scope = NewDisposeScope();
            Tensor y = NetworkFixture.Images(1, 3, size, size);
            return NetworkFixture.Values(kernels.Forward([y, y, y], 2));
        }

        int[] sizes = [64, 128, 96];
        Dictionary<int, float[]> expected = sizes.ToDictionary(s => s, Call);
        Parallel.For(0, 24, new ParallelOptions { MaxDegreeOfParallelism = 4 }, i => Assert.Equal(expected[sizes[i % 3]], Call(sizes[i % 3])));
    }

    [Fact]
    public unsafe void Registers_of_any_width_give_the_same_bits()
    {
        Assert.SkipUnless(Lane256.IsSupported && Lane512.IsSupported, "this processor has registers of one width only");
        ConditionalNetwork network = ConditionalNetwork.Create(NetworkTiers.Live);
        float[] values = Drawn(network);
        KernelProgram program = KernelProgram.TryCreate(network)!;
        float[] Call<TLane>()
            where TLane : unmanaged, ILane<TLane>
        {
            using KernelRun<TLane> run = new(program, 64, 64);
            using KernelWeights weights = new(program, network.Layout, values, MatrixKernel.PanelWidth<TLane>());
            using KernelLevel level = new(program, slot =>
            {
                ParameterSlot bias = network.Layout.Slots[slot + 1];
                return (null, values[(int)bias.Offset..(int)(bias.Offset + bias.Count)]);
            });
            float[] images = [.. Enumerable.Range(0, 3 * 3 * 64 * 64).Select(i => MathF.Sin(i * .37f))], result = new float[3 * 64 * 64];
            fixed (float* from = images, to = result)
            {
                nint[] addresses = [(nint)from, (nint)(from + (3 * 64 * 64)), (nint)(from + (2 * 3 * 64 * 64))];
                run.Run(weights, level, default, addresses, to, null);
            }

            return result;
        }

        float[] wide = Call<Lane512>();
        Assert.True(wide.Max(Math.Abs) > .1);
        Assert.Equal(wide, Call<Lane256>());
    }

    [Fact]
    public void What_is_no_number_stays_no_number()
    {
        ConditionalNetwork network = ConditionalNetwork.Create(NetworkTiers.Live);
        using FoldedNetwork kernels = new(network, Drawn(network), Level, CPU, ScalarType.Float32);
        SkipWithoutKernels(kernels);
        using IDisposable noGradient = no_grad();
        using DisposeScope scope = NewDisposeScope();
        Tensor y = NetworkFixture.Images(1, 3, 64, 1), bad = y.clone();
        bad.bytes[..4].Fill(0xff);
        Assert.Contains(NetworkFixture.Values(kernels.Call(bad, y, y)), float.IsNaN);

        // Nothing of it is left in the memory that the next call works in.
        Assert.DoesNotContain(NetworkFixture.Values(kernels.Call(y, y, y)), float.IsNaN);
    }

    [Fact]
    public void Images_are_not_changed()
    {
        ConditionalNetwork network = ConditionalNetwork.Create(NetworkFixture.SmallPlain);
        using FoldedNetwork kernels = new(network, Drawn(network), Level, CPU, ScalarType.Float32);
        using IDisposable noGradient = no_grad();
        using DisposeScope scope = NewDisposeScope();
        Tensor y = NetworkFixture.Images(1, 3, 32, 1);
        float[] before = NetworkFixture.Values(y);
        kernels.Call(y, y, y);
        Assert.Equal(before, NetworkFixture.Values(y));
    }

    [Fact]
    public void Levels_and_restorers_of_one_model_share_its_weights()
    {
        Assert.SkipUnless(KernelRuns.IsSupported, "this processor has no kernels");
        ConditionalNetwork network = ConditionalNetwork.Create(NetworkFixture.SmallPlain);
        float[] values = Drawn(network), other = [.. values];
        other[5] += .1f;
        KernelModel first = KernelModel.TryShare(network, values)!, second = KernelModel.TryShare(network, (float[])[.. values])!;
        KernelModel third = KernelModel.TryShare(network, other)!;
        Assert.Same(first, second);
        Assert.NotSame(first, third);
        second.Release();
        Assert.Same(first, KernelModel.TryShare(network, values));
        first.Release();
        first.Release();
        third.Release();
        KernelModel anew = KernelModel.TryShare(network, values)!;
        Assert.NotSame(first, anew);
        anew.Release();
    }

    [Fact]
    public void A_call_does_a_third_of_the_network_s_multiplications()
    {
        ConditionalNetwork network = ConditionalNetwork.Create(NetworkTiers.Live);
        long fine = 36L * 256 * ((144 * 64) + (4 * 64 * 64) + (64 * 48)), middle = 8L * 36 * 64 * 96 * 96, coarse = 8L * 16 * 64 * 192 * 192;
        long direct = (9L * 1024 * 64 * 96) + (9L * 256 * 96 * 192) + (256L * 192 * 384) + (1024L * 96 * 256);
        long done = KernelProgram.TryCreate(network)!.Multiplications(256, 256);
        Assert.Equal(fine + middle + coarse + direct, done);
        Assert.InRange((double)done / network.CountMacs(256), .3, .4);
    }

    [Fact]
    public void Other_families_and_formats_are_called_the_ordinary_way()
    {
        ConditionalNetwork ddpm = ConditionalNetwork.Create(NetworkFixture.SmallDdpm), plain = ConditionalNetwork.Create(NetworkFixture.SmallPlain);
        using FoldedNetwork first = new(ddpm, Drawn(ddpm), Level, CPU, ScalarType.Float32);
        using FoldedNetwork second = new(plain, Drawn(plain), Level, CPU, ScalarType.BFloat16);
        Assert.False(first.HasKernels);
        Assert.False(second.HasKernels);
    }

    /// <summary>Parameters none of which is zero, small enough that the network's output stays near the range of images.</summary>
    private static float[] Drawn(ConditionalNetwork network)
    {
        float[] values = network.Layout.CreateStart(1);
        Random random = new(2);
        for (int i = 0; i < values.Length; i++)
        {
            values[i] += (float)((random.NextDouble() - .5) * .02);
        }

        return values;
    }

    private static void SkipWithoutKernels(FoldedNetwork network) =>
        Assert.SkipUnless(network.HasKernels, "this processor has neither AVX2 with fused products nor AVX-512");
}
