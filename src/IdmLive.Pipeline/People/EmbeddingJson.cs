using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace IdmLive.Pipeline.People;

/// <summary>
/// An embedding in JSON: its 32-bit numbers, little-endian, in base64. Exact, and a third of what decimal numbers take.
/// </summary>
internal sealed class EmbeddingJson : JsonConverter<float[]>
{
    /// <inheritdoc/>
    public override float[] Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType != JsonTokenType.String || !reader.TryGetBytesFromBase64(out byte[]? bytes) || bytes.Length % sizeof(float) != 0)
        {
            throw new JsonException("an embedding is not a line of 32-bit numbers in base64");
        }

        return MemoryMarshal.Cast<byte, float>(bytes).ToArray();
    }

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, float[] value, JsonSerializerOptions options)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.WriteBase64StringValue(MemoryMarshal.AsBytes<float>(value));
    }
}
