using System.Text.Json;
using System.Text.Json.Serialization;

namespace IdmLive.Training.Degradation;

/// <summary>A closed range of values; in JSON an array of two numbers.</summary>
/// <param name="From">Smallest value.</param>
/// <param name="To">Largest value, not below <paramref name="From"/>.</param>
[JsonConverter(typeof(ValueRangeConverter))]
public readonly record struct ValueRange(double From, double To)
{
    /// <summary>A value drawn evenly from the range; a range of one value draws nothing.</summary>
    public double Draw(Random random) => From == To ? From : From + (random.NextDouble() * (To - From));

    /// <summary>A value whose logarithm is drawn evenly; the range lies above 0.</summary>
    public double DrawByRatio(Random random) => From == To ? From : From * Math.Pow(To / From, random.NextDouble());

    /// <summary>Both ends times a factor.</summary>
    public ValueRange Times(double factor) => new(From * factor, To * factor);

    /// <summary>Whether the range is one and lies within two limits.</summary>
    public bool Within(double smallest, double largest) => smallest <= From && From <= To && To <= largest;

    /// <inheritdoc/>
    public override string ToString() => FormattableString.Invariant($"[{From}, {To}]");
}

/// <summary>Reads and writes a <see cref="ValueRange"/> as <c>[from, to]</c>.</summary>
public sealed class ValueRangeConverter : JsonConverter<ValueRange>
{
    /// <inheritdoc/>
    public override ValueRange Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        JsonSerializer.Deserialize<double[]>(ref reader, options) is [double from, double to]
            ? new ValueRange(from, to)
            : throw new JsonException("A range has to be an array of two numbers.");

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, ValueRange value, JsonSerializerOptions options)
    {
        writer.WriteStartArray();
        writer.WriteNumberValue(value.From);
        writer.WriteNumberValue(value.To);
        writer.WriteEndArray();
    }
}
