using System.Buffers.Binary;

namespace IdmLive.Training.Losses;

/// <summary>Walks the fields of one protobuf message (wire types 0, 1, 2 and 5); nested messages are slices of the same memory.</summary>
public sealed class ProtobufReader(ReadOnlyMemory<byte> message)
{
    private int _position;

    /// <summary>Number of the current field.</summary>
    public int Field { get; private set; }

    /// <summary>Value of the current field if it is a number: a varint, or the bits of a fixed one.</summary>
    public ulong Number { get; private set; }

    /// <summary>Content of the current field if it has a length: text, bytes, packed numbers, a message.</summary>
    public ReadOnlyMemory<byte> Content { get; private set; }

    /// <summary>True if <see cref="Content"/> holds the field, false if <see cref="Number"/> does.</summary>
    public bool HasContent { get; private set; }

    /// <summary>The field as text.</summary>
    public string Text => System.Text.Encoding.UTF8.GetString(Content.Span);

    /// <summary>Goes to the next field; false at the end.</summary>
    /// <exception cref="InvalidDataException">Cut off, or no protobuf message.</exception>
    public bool Next()
    {
        if (_position == message.Length)
        {
            return false;
        }

        ulong key = Varint();
        (Field, HasContent, Content, Number) = ((int)(key >> 3), false, default, 0);
        switch (key & 7)
        {
            case 0:
                Number = Varint();
                break;
            case 1:
                Number = BinaryPrimitives.ReadUInt64LittleEndian(Take(8).Span);
                break;
            case 2:
                Content = Take(Varint());
                HasContent = true;
                break;
            case 5:
                Number = BinaryPrimitives.ReadUInt32LittleEndian(Take(4).Span);
                break;
            default:
                throw new InvalidDataException($"wire type {key & 7} is none of protobuf's");
        }

        return true;
    }

    /// <summary>The whole numbers of a repeated field, packed or single.</summary>
    public IEnumerable<long> Integers()
    {
        if (!HasContent)
        {
            yield return (long)Number;
            yield break;
        }

        ProtobufReader packed = new(Content);
        while (packed._position < packed.Length)
        {
            yield return (long)packed.Varint();
        }
    }

    private int Length => message.Length;

    private ReadOnlyMemory<byte> Take(ulong length)
    {
        if (length > (ulong)(message.Length - _position))
        {
            throw new InvalidDataException($"field {Field} of {length} bytes is cut off");
        }

        ReadOnlyMemory<byte> taken = message.Slice(_position, (int)length);
        _position += (int)length;
        return taken;
    }

    private ulong Varint()
    {
        ReadOnlySpan<byte> bytes = message.Span;
        ulong value = 0;
        for (int shift = 0; shift < 64 && _position < bytes.Length; shift += 7)
        {
            byte b = bytes[_position++];
            value |= (ulong)(b & 0x7f) << shift;
            if (b < 0x80)
            {
                return value;
            }
        }

        throw new InvalidDataException("a number is cut off or too long");
    }
}
