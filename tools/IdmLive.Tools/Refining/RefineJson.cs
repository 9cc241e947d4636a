using System.Text.Json;
using System.Text.Json.Serialization;

namespace IdmLive.Tools.Refining;

/// <summary>How the files of a refinement are written.</summary>
internal static class RefineJson
{
    /// <summary>Whole documents.</summary>
    public static JsonSerializerOptions Options { get; } = Create(indented: true);

    /// <summary>One document a line.</summary>
    public static JsonSerializerOptions Line { get; } = Create(indented: false);

    private static JsonSerializerOptions Create(bool indented) => new(JsonSerializerDefaults.Web)
    {
        WriteIndented = indented,
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };
}
