using IdmLive.Diffusion.Models;
using IdmLive.Diffusion.Network;
using IdmLive.Pipeline.Imaging;

namespace IdmLive.Tools.Exporting;

/// <summary>What came of an export.</summary>
/// <param name="Bytes">The file's length.</param>
/// <param name="Comparison">The graph against the model.</param>
internal readonly record struct ExportResult(long Bytes, ExportComparison Comparison);

/// <summary>Writes models as ONNX files that were checked.</summary>
internal static class ModelExporter
{
    /// <summary>Makes the graph of a model, checks it in ONNX Runtime against TorchSharp, and only then writes it.</summary>
    /// <param name="package">The model.</param>
    /// <param name="options">What the graph is to do.</param>
    /// <param name="path">File to write, over an existing one too; its folder is made where missing.</param>
    /// <exception cref="ArgumentException">The model cannot do what the options ask for.</exception>
    /// <exception cref="ExportException">The graph is too large or computes something else; nothing is written.</exception>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public static ExportResult Export(ModelPackage package, ExportOptions options, string path)
    {
        if (package.Manifest.Prediction != Prediction.X0)
        {
            throw new ArgumentException($"Model '{package.Manifest.Name}' predicts the noise; graphs are made of models that predict the image.");
        }

        ExportOptions whole = options.For(package.Manifest);
        using FoldedChain chain = new(package, whole);
        return WriteChecked(ChainGraph.Create(chain, whole), chain, whole, path);
    }

    /// <summary>Writes a graph if it computes what the chain computes.</summary>
    internal static ExportResult WriteChecked(byte[] file, FoldedChain chain, ExportOptions options, string path)
    {
        ExportComparison comparison = ExportCheck.Compare(file, chain, options);
        if (!comparison.Agrees)
        {
            throw new ExportException(
                $"ONNX Runtime's images differ from TorchSharp's by up to {comparison.Largest:0.0e-0}, more than {ExportComparison.Tolerance:0e-0}; "
                + $"'{path}' was not written.");
        }

        if (Path.GetDirectoryName(Path.GetFullPath(path)) is { Length: > 0 } folder)
        {
            Directory.CreateDirectory(folder);
        }

        WholeFile.Write(path, file);
        return new(file.Length, comparison);
    }
}
