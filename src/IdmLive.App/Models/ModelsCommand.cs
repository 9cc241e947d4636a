using System.CommandLine;
using System.Globalization;
using IdmLive.Diffusion.Models;

namespace IdmLive.App.Models;

/// <summary><c>idmlive models list|verify</c>.</summary>
internal static class ModelsCommand
{
    /// <summary>Makes the command.</summary>
    public static Command Create()
    {
        Command list = new("list", "Lists the models that are there.");
        list.SetAction(parsed => List(
            ModelStore.Default(), parsed.InvocationConfiguration.Output, parsed.InvocationConfiguration.Error));

        Argument<string[]> names = new("name") { Arity = ArgumentArity.ZeroOrMore, Description = "Models to verify: names or folders; all where none is given." };
        Command verify = new("verify", "Reads models wholly and checks hash, shapes and values of their weights.") { names };
        verify.SetAction(parsed => Verify(
            ModelStore.Default(), parsed.GetValue(names) ?? [], parsed.InvocationConfiguration.Output, parsed.InvocationConfiguration.Error));

        return new Command("models", "The models that restore.") { list, verify };
    }

    /// <summary>Writes a line for each model.</summary>
    /// <returns>0, or 1 where there is none or one cannot be read.</returns>
    internal static int List(ModelStore store, TextWriter output, TextWriter error)
    {
        IReadOnlyList<string> names = store.Names;
        if (names.Count == 0)
        {
            error.WriteLine($"idmlive models: there is no model in '{store.Root}'; set {ModelStore.FolderVariable} to the folder that holds them.");
            return 1;
        }

        int status = 0;
        output.WriteLine($"{"name",-12}{"tier",-10}{"crop",8}{"size",10}  {"steps",-12}{"licence",-10}sha256");
        foreach (string name in names)
        {
            try
            {
                ModelManifest m = ModelManifest.Read(Path.Join(store.Locate(name), "manifest.json"));
                string size = string.Create(CultureInfo.InvariantCulture, $"{m.Weights.Bytes / 1e6:F1} MB");
                string steps = string.Join(',', m.Schedule.Levels.Keys.Order());
                output.WriteLine($"{m.Name,-12}{m.Network.Tier,-10}{m.Resolution + " px",8}{size,10}  {steps,-12}{m.Licence,-10}{m.Weights.Sha256}");
            }
            catch (ModelException e)
            {
                error.WriteLine($"idmlive models: {e.Message}");
                status = 1;
            }
        }

        return status;
    }

    /// <summary>Loads each model.</summary>
    /// <returns>0 where all are whole, else 1.</returns>
    internal static int Verify(ModelStore store, IReadOnlyList<string> names, TextWriter output, TextWriter error)
    {
        IReadOnlyList<string> wanted = names.Count > 0 ? names : store.Names;
        if (wanted.Count == 0)
        {
            return List(store, output, error);
        }

        int status = 0;
        foreach (string name in wanted)
        {
            try
            {
                ModelPackage package = store.Load(name);
                output.WriteLine($"{package.Manifest.Name}: good, {package.Parameters.Length} parameters, SHA-256 {package.Manifest.Weights.Sha256}");
            }
            catch (ModelException e)
            {
                error.WriteLine($"idmlive models: {e.Message}");
                status = 1;
            }
        }

        return status;
    }
}
