namespace IdmLive.Tools.Evaluation;

/// <summary>
/// Files of the measures that the program does not bring along; a measure whose file is missing is left out.
/// </summary>
public sealed record MeasureFiles
{
    /// <summary>LPIPS network with SqueezeNet backbone (ONNX).</summary>
    public string? Lpips { get; init; }

    /// <summary>Second face embedder, mobilefacenet by foamliu (ONNX).</summary>
    public string? Embedder { get; init; }

    /// <summary>NIQE parameters of BasicSR (npz).</summary>
    public string? Niqe { get; init; }

    /// <summary>BRISQUE model of opencv_contrib (yml).</summary>
    public string? BrisqueModel { get; init; }

    /// <summary>BRISQUE range of opencv_contrib (yml).</summary>
    public string? BrisqueRange { get; init; }

    /// <summary>Face quality network LightQNet (pb).</summary>
    public string? Quality { get; init; }

    /// <summary>Takes the files with the known names below a folder.</summary>
    /// <exception cref="ArgumentException">There is no such folder, or none of the files is below it.</exception>
    public static MeasureFiles InFolder(string folder)
    {
        if (!Directory.Exists(folder))
        {
            throw new ArgumentException($"There is no folder '{folder}'; give the folder of the measures' files.");
        }

        Dictionary<string, string> files = new(StringComparer.OrdinalIgnoreCase);
        foreach (string file in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
        {
            files.TryAdd(Path.GetFileName(file), file);
        }

        MeasureFiles found = new()
        {
            Lpips = files.GetValueOrDefault("lpips_squeeze_v01.onnx"),
            Embedder = files.GetValueOrDefault("mobilefacenet-foamliu.onnx"),
            Niqe = files.GetValueOrDefault("niqe_pris_params.npz"),
            BrisqueModel = files.GetValueOrDefault("brisque_model_live.yml"),
            BrisqueRange = files.GetValueOrDefault("brisque_range_live.yml"),
            Quality = files.GetValueOrDefault("lightqnet-dm100.pb"),
        };
        return found != new MeasureFiles()
            ? found
            : throw new ArgumentException(
                $"'{folder}' holds none of the measures' files; they are lpips_squeeze_v01.onnx, mobilefacenet-foamliu.onnx, niqe_pris_params.npz, brisque_model_live.yml with brisque_range_live.yml, and lightqnet-dm100.pb.");
    }
}
