using System.Runtime.InteropServices;
using System.Text.Json;
using IdmLive.Diffusion.Models;

namespace IdmLive.Training.Losses;

/// <summary>
/// Weights in the format of TensorFlow.js: a JSON manifest with names, shapes and quantisation beside one file of bytes. A quantised array has
/// one byte a value, which stands for <c>byte * scale + min</c>; others have 32-bit floating point.
/// </summary>
public static class ManifestWeights
{
    /// <summary>Reads all arrays by name, in 32 bits.</summary>
    /// <param name="weightsFile">The bytes.</param>
    /// <param name="manifestFile">The manifest, of one group.</param>
    /// <exception cref="ModelException">The two do not fit each other or are something else.</exception>
    /// <exception cref="IOException">A file cannot be read.</exception>
    public static IReadOnlyDictionary<string, SafetensorsArray> Read(string weightsFile, string manifestFile)
    {
        byte[] bytes = File.ReadAllBytes(weightsFile), manifest = File.ReadAllBytes(manifestFile);
        Dictionary<string, SafetensorsArray> arrays = [];
        try
        {
            using JsonDocument json = JsonDocument.Parse(manifest);
            int offset = 0;
            foreach (JsonElement entry in json.RootElement.EnumerateArray().Single().GetProperty("weights").EnumerateArray())
            {
                string name = entry.GetProperty("name").GetString() ?? "";
                long[] shape = [.. entry.GetProperty("shape").EnumerateArray().Select(d => d.GetInt64())];
                int count = (int)Math.Clamp(shape.Aggregate(1m, (p, d) => p * d), 0, int.MaxValue);
                bool quantized = entry.TryGetProperty("quantization", out JsonElement quantization);
                long length = (long)count * (quantized ? 1 : sizeof(float));
                if (length > bytes.Length - offset)
                {
                    throw new InvalidDataException($"'{name}' of {length} bytes lies beyond the end");
                }

                ReadOnlySpan<byte> stored = bytes.AsSpan(offset, (int)length);
                arrays.Add(name, new(name, shape, quantized ? Expand(stored, quantization) : MemoryMarshal.Cast<byte, float>(stored).ToArray()));
                offset += (int)length;
            }

            return offset == bytes.Length ? arrays : throw new InvalidDataException($"{bytes.Length - offset} bytes are left over");
        }
        catch (Exception e) when (e is InvalidDataException or JsonException or KeyNotFoundException or InvalidOperationException or FormatException or ArgumentException)
        {
            throw new ModelException($"'{weightsFile}' and '{manifestFile}' do not fit each other ({e.Message}); give the two files of one package.", e);
        }
    }

    private static float[] Expand(ReadOnlySpan<byte> stored, JsonElement quantization)
    {
        if (quantization.GetProperty("dtype").GetString() is not "uint8" and var type)
        {
            throw new InvalidDataException($"quantised as {type} and not as uint8");
        }

        double scale = quantization.GetProperty("scale").GetDouble(), least = quantization.GetProperty("min").GetDouble();
        float[] values = new float[stored.Length];
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = (float)((stored[i] * scale) + least);
        }

        return values;
    }
}
