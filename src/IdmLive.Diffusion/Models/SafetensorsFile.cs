using System.Buffers.Binary;
using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace IdmLive.Diffusion.Models;

/// <summary>Element types that this program writes and reads.</summary>
public enum SafetensorsType
{
    /// <summary>16-bit floating point.</summary>
    F16,

    /// <summary>32-bit floating point.</summary>
    F32,
}

/// <summary>An array in a file.</summary>
/// <param name="Name">Unique in the file.</param>
/// <param name="Shape">Dimensions.</param>
/// <param name="Values">As many values as the dimensions say, row-major, in 32 bits whatever the file holds.</param>
public sealed record SafetensorsArray(string Name, IReadOnlyList<long> Shape, float[] Values);

/// <summary>
/// The safetensors format: 8 bytes header length (little endian), a JSON header, raw little-endian data. Holds no code, so
/// reading a stranger's file is safe; every number in the header is checked before memory is asked for.
/// </summary>
public static class SafetensorsFile
{
    /// <summary>Longest header that is accepted; the format's own limit.</summary>
    private const long LargestHeader = 100_000_000;

    /// <summary>Writes beside the final name, flushes to disk and moves: a reader never sees half a file.</summary>
    /// <param name="path">Final name.</param>
    /// <param name="arrays">What to write, in this order.</param>
    /// <param name="type">Type on disk.</param>
    /// <param name="metadata">Strings for the header's <c>__metadata__</c>.</param>
    /// <exception cref="IOException">The disk is full or the folder not writable; the former file, if any, is untouched.</exception>
    public static void Write(
        string path, IEnumerable<SafetensorsArray> arrays, SafetensorsType type, IReadOnlyDictionary<string, string>? metadata = null)
    {
        List<SafetensorsArray> list = [.. arrays];
        int width = type == SafetensorsType.F16 ? 2 : 4;
        JsonObject header = [];
        if (metadata is { Count: > 0 })
        {
            header["__metadata__"] = new JsonObject(metadata.Select(m => KeyValuePair.Create(m.Key, (JsonNode?)m.Value)));
        }

        long offset = 0;
        foreach (SafetensorsArray array in list)
        {
            long bytes = (long)array.Values.Length * width;
            header[array.Name] = new JsonObject
            {
                ["dtype"] = type.ToString(),
                ["shape"] = new JsonArray([.. array.Shape.Select(d => (JsonNode)d)]),
                ["data_offsets"] = new JsonArray(offset, offset + bytes),
            };
            offset += bytes;
        }

        byte[] json = JsonSerializer.SerializeToUtf8Bytes(header);
        int padded = (json.Length + 7) / 8 * 8;
        string temporary = path + ".tmp";
        try
        {
            using (FileStream stream = new(temporary, FileMode.Create, FileAccess.Write))
            {
                Span<byte> length = stackalloc byte[8];
                BinaryPrimitives.WriteInt64LittleEndian(length, padded);
                stream.Write(length);
                stream.Write(json);
                stream.Write(Enumerable.Repeat((byte)' ', padded - json.Length).ToArray());
                foreach (SafetensorsArray array in list)
                {
                    if (type == SafetensorsType.F32)
                    {
                        stream.Write(MemoryMarshal.AsBytes(array.Values.AsSpan()));
                    }
                    else
                    {
                        Half[] halves = new Half[array.Values.Length];
                        TensorPrimitives.ConvertToHalf(array.Values, halves);
                        stream.Write(MemoryMarshal.AsBytes(halves.AsSpan()));
                    }
                }

                stream.Flush(flushToDisk: true);
            }

            File.Move(temporary, path, overwrite: true);
        }
        catch
        {
            TryDelete(temporary);
            throw;
        }
    }

    private static void TryDelete(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // What made writing fail makes this fail too; the first reason is the one to tell.
        }
    }

    /// <summary>Reads a whole file.</summary>
    /// <exception cref="ModelException">Truncated, contradictory, of an unknown type, or not this format at all.</exception>
    public static (IReadOnlyList<SafetensorsArray> Arrays, IReadOnlyDictionary<string, string> Metadata) Read(string path)
    {
        try
        {
            using FileStream stream = File.OpenRead(path);
            return Read(path, stream);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new ModelException($"There is no weight file '{path}'; fetch the model again.", e);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException or KeyNotFoundException)
        {
            throw new ModelException($"The weight file '{path}' has a header that is no safetensors header; fetch the model again.", e);
        }
    }

    private static (IReadOnlyList<SafetensorsArray> Arrays, IReadOnlyDictionary<string, string> Metadata) Read(string path, FileStream stream)
    {
        Span<byte> lengthBytes = stackalloc byte[8];
        if (stream.Length < 8)
        {
            throw new ModelException($"The weight file '{path}' has {stream.Length} bytes, too few for a header; fetch the model again.");
        }

        stream.ReadExactly(lengthBytes);
        ulong length = BinaryPrimitives.ReadUInt64LittleEndian(lengthBytes);
        if (length > LargestHeader || (long)length > stream.Length - 8)
        {
            throw new ModelException(
                $"The weight file '{path}' claims a header of {length} bytes and has {stream.Length} in all; fetch the model again.");
        }

        byte[] json = new byte[length];
        stream.ReadExactly(json);
        using JsonDocument header = JsonDocument.Parse(json);
        long start = 8 + (long)length;
        long available = stream.Length - start;
        Dictionary<string, string> metadata = [];
        List<SafetensorsArray> arrays = [];
        long expected = 0;
        foreach (JsonProperty property in header.RootElement.EnumerateObject())
        {
            if (property.Name == "__metadata__")
            {
                metadata = property.Value.EnumerateObject().ToDictionary(p => p.Name, p => p.Value.GetString() ?? string.Empty);
                continue;
            }

            (SafetensorsType type, long[] shape, long from, long count) = ReadEntry(path, property, available);
            stream.Position = start + from;
            arrays.Add(new SafetensorsArray(property.Name, shape, ReadValues(stream, type, (int)count)));
            expected = Math.Max(expected, from + (count * Width(type)));
        }

        return expected == available
            ? (arrays, metadata)
            : throw new ModelException(
                $"The weight file '{path}' holds {available} bytes of data where its header describes {expected}; fetch the model again.");
    }

    private static (SafetensorsType Type, long[] Shape, long From, long Count) ReadEntry(string path, JsonProperty property, long available)
    {
        string typeName = property.Value.GetProperty("dtype").GetString() ?? string.Empty;
        if (!Enum.TryParse(typeName, out SafetensorsType type) || !Enum.IsDefined(type) || type.ToString() != typeName)
        {
            throw new ModelException($"The weight file '{path}' holds '{property.Name}' as {typeName}; only F16 and F32 are read.");
        }

        long[] shape = [.. property.Value.GetProperty("shape").EnumerateArray().Select(d => d.GetInt64())];
        long[] offsets = [.. property.Value.GetProperty("data_offsets").EnumerateArray().Select(d => d.GetInt64())];

        // Checked in floating point first: the product of hostile dimensions may not fit 64 bits.
        double product = shape.Aggregate(1.0, (n, d) => n * d);
        if (shape.Any(d => d < 0) || offsets.Length != 2 || offsets[0] < 0 || offsets[1] < offsets[0] || offsets[1] > available
            || product > int.MaxValue || (long)product * Width(type) != offsets[1] - offsets[0])
        {
            throw new ModelException(
                $"The weight file '{path}' is cut off or damaged: '{property.Name}' of shape [{string.Join(", ", shape)}] is said to lie at "
                + $"bytes {string.Join(" to ", offsets)} of {available}; fetch the model again.");
        }

        return (type, shape, offsets[0], (long)product);
    }

    private static int Width(SafetensorsType type) => type == SafetensorsType.F16 ? 2 : 4;

    private static float[] ReadValues(FileStream stream, SafetensorsType type, int count)
    {
        float[] values = new float[count];
        if (type == SafetensorsType.F32)
        {
            stream.ReadExactly(MemoryMarshal.AsBytes(values.AsSpan()));
        }
        else
        {
            Half[] halves = new Half[count];
            stream.ReadExactly(MemoryMarshal.AsBytes(halves.AsSpan()));
            TensorPrimitives.ConvertToSingle(halves, values);
        }

        return values;
    }
}
