using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using IdmLive.Pipeline.Imaging;

namespace IdmLive.Training.Degradation;

/// <summary>Recipes as JSON. Unknown keys and stages are errors.</summary>
public static class RecipeFile
{
    private static readonly JsonSerializerOptions Layout = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        AllowOutOfOrderMetadataProperties = true,
        NumberHandling = JsonNumberHandling.Strict,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase, allowIntegerValues: false) },
    };

    /// <summary>Reads a recipe.</summary>
    /// <exception cref="ArgumentException">No such file, no recipe in it, or a value out of range.</exception>
    public static DegradationRecipe Read(string path)
    {
        if (!File.Exists(path))
        {
            throw new ArgumentException($"Recipe is '{path}'; it has to be {string.Join(", ", NamedRecipes.Names)} or the path of a JSON file.");
        }

        try
        {
            return Parse(File.ReadAllText(path));
        }
        catch (ArgumentException e)
        {
            throw new ArgumentException($"{path}: {e.Message}", e);
        }
    }

    /// <summary>Reads a recipe from JSON.</summary>
    /// <exception cref="ArgumentException">No recipe, or a value out of range.</exception>
    public static DegradationRecipe Parse(string json)
    {
        try
        {
            DegradationRecipe recipe = JsonSerializer.Deserialize<DegradationRecipe>(json, Layout) ?? throw new ArgumentException("Holds null instead of a recipe.");
            recipe.Validate();
            return recipe;
        }
        catch (Exception e) when (e is JsonException or NotSupportedException)
        {
            throw new ArgumentException($"Holds no degradation recipe: {e.Message}", e);
        }
    }

    /// <summary>The recipe as JSON.</summary>
    public static string ToJson(DegradationRecipe recipe) => JsonSerializer.Serialize(recipe, Layout) + "\n";

    /// <summary>Writes a recipe, whole or not at all.</summary>
    /// <exception cref="ImageFileException">The file cannot be written.</exception>
    public static void Write(string path, DegradationRecipe recipe) => WholeFile.Write(path, Encoding.UTF8.GetBytes(ToJson(recipe)));
}
