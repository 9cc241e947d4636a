namespace IdmLive.Diffusion.Models;

/// <summary>The folder in which models lie, a sub-folder each.</summary>
public sealed class ModelStore
{
    /// <summary>The environment variable that names another folder.</summary>
    public const string FolderVariable = "IDMLIVE_MODELS";

    /// <summary>Uses a folder as the store.</summary>
    /// <param name="root">The folder; may be missing, the store is empty then.</param>
    public ModelStore(string root) => Root = root;

    /// <summary>The folder.</summary>
    public string Root { get; }

    /// <summary>Names of the models in the store, sorted.</summary>
    public IReadOnlyList<string> Names => !Directory.Exists(Root) ? [] :
        [.. Directory.EnumerateDirectories(Root).Where(ModelPackage.IsModel).Select(d => Path.GetFileName(d)!).Order(StringComparer.Ordinal)];

    /// <summary>
    /// The store of this installation: what <see cref="FolderVariable"/> names, else the folder <c>models</c> beside the program or in
    /// the nearest folder above it that has one.
    /// </summary>
    public static ModelStore Default()
    {
        if (Environment.GetEnvironmentVariable(FolderVariable) is { Length: > 0 } named)
        {
            return new ModelStore(named);
        }

        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            ModelStore store = new(Path.Join(folder.FullName, "models"));
            if (store.Names.Count > 0)
            {
                return store;
            }
        }

        return new ModelStore(Path.Join(AppContext.BaseDirectory, "models"));
    }

    /// <summary>The folder of a model.</summary>
    /// <param name="nameOrFolder">A name in the store, or the path of a model folder.</param>
    /// <exception cref="ModelException">There is no such model.</exception>
    public string Locate(string nameOrFolder)
    {
        string inStore = Path.Join(Root, nameOrFolder);
        bool isName = nameOrFolder.Length > 0 && Path.GetFileName(nameOrFolder) == nameOrFolder;
        if (isName && ModelPackage.IsModel(inStore))
        {
            return inStore;
        }

        if (nameOrFolder.Length > 0 && ModelPackage.IsModel(nameOrFolder))
        {
            return nameOrFolder;
        }

        string there = Names.Count == 0 ? $"there is none in '{Root}'" : $"there is {string.Join(", ", Names)}";
        throw new ModelException($"Unknown model '{nameOrFolder}'; {there}, or give the folder of a model.");
    }

    /// <summary>Reads and checks a model.</summary>
    /// <exception cref="ModelException">There is no such model, or it is damaged.</exception>
    public ModelPackage Load(string nameOrFolder) => ModelPackage.Load(Locate(nameOrFolder));
}
