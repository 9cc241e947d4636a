using System.Text;

namespace IdmLive.Tests.SharedFiles;

/// <summary>ONNX networks without weights, written byte by byte, for tests of what runs other people's networks.</summary>
internal static class DrawnOnnx
{
    private const int Float = 1, Int = 2;

    /// <summary>Gives the picture back.</summary>
    /// <param name="width">Fixed width and height of the input, or null where any will do.</param>
    public static byte[] Keeping(int? width = null) => Model(width, Node("Identity", ["x"], "y", []));

    /// <summary>Doubles width and height by repeating pixels.</summary>
    public static byte[] Doubling() => Model(
        null,
        [
            .. Node("Concat", ["x", "x", "x", "x"], "four", Attribute("axis", 1)),
            .. Node("DepthToSpace", ["four"], "y", Attribute("blocksize", 2)),
        ]);

    private static byte[] Model(int? width, byte[] nodes) =>
    [
        .. Number(1, 8),
        .. Field(8, Number(2, 13)),
        .. Field(7, [.. nodes, .. Text(2, "graph"), .. Field(11, Value("x", width)), .. Field(12, Value("y", null))]),
    ];

    private static byte[] Node(string operation, string[] inputs, string output, byte[] attribute) =>
        Field(1, [.. inputs.SelectMany(i => Text(1, i)), .. Text(2, output), .. Text(4, operation), .. attribute]);

    private static byte[] Attribute(string name, int value) => Field(5, [.. Text(1, name), .. Number(3, value), .. Number(20, Int)]);

    private static byte[] Value(string name, int? width)
    {
        byte[] Side() => width is { } w ? Field(1, Number(1, w)) : Field(1, Text(2, "side"));
        byte[] shape = [.. Field(1, Number(1, 1)), .. Field(1, Number(1, 3)), .. Side(), .. Side()];
        return [.. Text(1, name), .. Field(2, Field(1, [.. Number(1, Float), .. Field(2, shape)]))];
    }

    private static byte[] Text(int field, string text) => Field(field, Encoding.UTF8.GetBytes(text));

    private static byte[] Field(int field, byte[] content) => [.. Varint((field << 3) | 2), .. Varint(content.Length), .. content];

    private static byte[] Number(int field, int value) => [.. Varint(field << 3), .. Varint(value)];

    private static byte[] Varint(int value) => value < 128 ? [(byte)value] : [(byte)(value | 128), .. Varint(value >> 7)];
}
