using System.Runtime.InteropServices;
using IdmLive.Pipeline.Measures;

namespace IdmLive.Pipeline.Tests.Measures;

public sealed class NegligibleWeightsTests
{
    private static readonly float[] Values = [1, -1e-39f, 0, 3e-18f, -2, float.NaN, 1e-14f];

    [Theory]
    [InlineData(4)]
    [InlineData(9)]
    public void Only_32_bit_weights_that_are_nothing_beside_the_others_become_zero(int field)
    {
        byte[] model = Model(dataType: 1, field);
        Assert.Equal(2, NegligibleWeights.Clear(model));
        Assert.Equal(Model(dataType: 1, field, [1, 0, 0, 0, -2, float.NaN, 1e-14f]), model);
        Assert.Equal(0, NegligibleWeights.Clear(model));
    }

    [Fact]
    public void Small_numbers_among_small_numbers_stay()
    {
        float[] small = [1e-20f, -3e-22f];
        byte[] model = Model(dataType: 1, 9, small);
        Assert.Equal(0, NegligibleWeights.Clear(model));
        Assert.Equal(Model(dataType: 1, 9, small), model);
    }

    [Fact]
    public void Numbers_of_another_type_are_left_alone()
    {
        byte[] model = Model(dataType: 7, 9), before = [.. model];
        Assert.Equal(0, NegligibleWeights.Clear(model));
        Assert.Equal(before, model);
    }

    [Fact]
    public void What_is_no_network_is_left_alone()
    {
        byte[] noise = new byte[2000];
        new Random(1).NextBytes(noise);
        NegligibleWeights.Clear(noise);
        byte[] model = Model(dataType: 1, 9);
        for (int length = 0; length < model.Length; length++)
        {
            NegligibleWeights.Clear(model[..length]);
        }
    }

    [Fact]
    public void Embedder_of_the_program_has_some()
    {
        using Stream stream = typeof(FaceEmbedder).Assembly.GetManifestResourceStream("faceplugin-feature.onnx")!;
        byte[] model = new byte[stream.Length];
        stream.ReadExactly(model);
        Assert.InRange(NegligibleWeights.Clear(model), 100_000, 300_000);
    }

    /// <summary>A model with a name, a graph with a node and one weight: as the format has it.</summary>
    private static byte[] Model(int dataType, int field, float[]? values = null)
    {
        byte[] numbers = MemoryMarshal.AsBytes<float>(values ?? Values).ToArray();
        byte[] tensor = [0x08, 7, 0x10, (byte)dataType, .. Message(8, "w"u8), .. Message(field, numbers)];
        byte[] graph = [.. Message(1, Message(1, "x"u8)), .. Message(5, tensor), .. Message(2, "g"u8)];
        return [0x08, 8, .. Message(2, "maker"u8), .. Message(7, graph)];
    }

    private static byte[] Message(int field, ReadOnlySpan<byte> content) => [(byte)((field << 3) | 2), (byte)content.Length, .. content];
}
