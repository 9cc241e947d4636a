using System.Buffers.Binary;
using System.Text;

namespace IdmLive.Tools.Exporting;

/// <summary>
/// A message of Protocol Buffers that is written and never read: fields lie in the order in which they were added. Long arrays and
/// messages are kept by reference until <see cref="ToBytes"/>; they must not change, and a message must be complete, when added.
/// </summary>
internal sealed class ProtobufMessage
{
    private const int Varint = 0;
    private const int LengthPrefixed = 2;
    private const int FourBytes = 5;

    private readonly List<ReadOnlyMemory<byte>> _chunks = [];

    /// <summary>Length in bytes.</summary>
    public long Length { get; private set; }

    /// <summary>Adds a whole number (int32, int64, enum).</summary>
    public ProtobufMessage Add(int field, long value) => Append([.. Tag(field, Varint), .. EncodeVarint((ulong)value)]);

    /// <summary>Adds a 32-bit number.</summary>
    public ProtobufMessage Add(int field, float value)
    {
        byte[] bytes = new byte[sizeof(float)];
        BinaryPrimitives.WriteSingleLittleEndian(bytes, value);
        return Append([.. Tag(field, FourBytes), .. bytes]);
    }

    /// <summary>Adds a text in UTF-8.</summary>
    public ProtobufMessage Add(int field, string text) => Add(field, (ReadOnlyMemory<byte>)Encoding.UTF8.GetBytes(text));

    /// <summary>Adds bytes.</summary>
    public ProtobufMessage Add(int field, ReadOnlyMemory<byte> bytes) => AppendHead(field, bytes.Length).Append(bytes);

    /// <summary>Adds a message.</summary>
    public ProtobufMessage Add(int field, ProtobufMessage message)
    {
        AppendHead(field, message.Length);
        _chunks.AddRange(message._chunks);
        Length += message.Length;
        return this;
    }

    /// <summary>The message as it lies in a file.</summary>
    /// <exception cref="ExportException">It is longer than the format's 2 GiB.</exception>
    public byte[] ToBytes()
    {
        if (Length > Array.MaxLength)
        {
            throw new ExportException($"The graph takes {Length} bytes and an ONNX file holds at most {Array.MaxLength}; export fewer steps.");
        }

        byte[] bytes = new byte[Length];
        int position = 0;
        foreach (ReadOnlyMemory<byte> chunk in _chunks)
        {
            chunk.Span.CopyTo(bytes.AsSpan(position));
            position += chunk.Length;
        }

        return bytes;
    }

    private static byte[] Tag(int field, int kind) => EncodeVarint(((ulong)field << 3) | (uint)kind);

    /// <summary>Seven bits a byte, lowest first; the top bit says that more follow.</summary>
    private static byte[] EncodeVarint(ulong value)
    {
        List<byte> bytes = [];
        for (; value >= 0x80; value >>= 7)
        {
            bytes.Add((byte)(value | 0x80));
        }

        bytes.Add((byte)value);
        return [.. bytes];
    }

    private ProtobufMessage AppendHead(int field, long length) => Append([.. Tag(field, LengthPrefixed), .. EncodeVarint((ulong)length)]);

    private ProtobufMessage Append(byte[] bytes) => Append(bytes.AsMemory());

    private ProtobufMessage Append(ReadOnlyMemory<byte> bytes)
    {
        _chunks.Add(bytes);
        Length += bytes.Length;
        return this;
    }
}
