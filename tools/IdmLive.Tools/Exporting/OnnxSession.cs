using Microsoft.ML.OnnxRuntime;

namespace IdmLive.Tools.Exporting;

/// <summary>An exported graph in ONNX Runtime, on the processor. One thread at a time.</summary>
internal sealed class OnnxSession : IDisposable
{
    private readonly SessionOptions _options;
    private readonly RunOptions _run = new();
    private readonly InferenceSession _session;

    /// <summary>Opens a graph.</summary>
    /// <param name="file">The file's bytes.</param>
    /// <param name="threads">Threads of one call; 0 for all processors.</param>
    /// <exception cref="ExportException">ONNX Runtime refuses it.</exception>
    public OnnxSession(byte[] file, int threads = 0)
    {
        _options = new SessionOptions { IntraOpNumThreads = threads, InterOpNumThreads = 1, LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR };

        // Threads that spin between calls take the processor from whatever is timed or computed next.
        _options.AddSessionConfigEntry("session.intra_op.allow_spinning", "0");
        try
        {
            _session = new InferenceSession(file, _options);
        }
        catch (OnnxRuntimeException e)
        {
            _options.Dispose();
            throw new ExportException($"ONNX Runtime does not take the graph ({e.Message.ReplaceLineEndings(" ")}); this is a fault of the program.", e);
        }
    }

    /// <summary>Names of the inputs.</summary>
    public IReadOnlyList<string> Inputs => [.. _session.InputMetadata.Keys];

    /// <summary>Runs the graph on those of the inputs that it has.</summary>
    /// <returns>The restored images, [batch, 3, height, width], flattened.</returns>
    /// <exception cref="ExportException">ONNX Runtime cannot run it.</exception>
    public float[] Run(ExampleInputs inputs)
    {
        string[] names = [.. Inputs];
        OrtValue[] values = [.. names.Select(inputs.Value)];
        try
        {
            using IDisposableReadOnlyCollection<OrtValue> outputs = _session.Run(_run, names, values, [ChainGraph.Restored]);
            return outputs[0].GetTensorDataAsSpan<float>().ToArray();
        }
        catch (OnnxRuntimeException e)
        {
            throw new ExportException($"ONNX Runtime cannot run the graph ({e.Message.ReplaceLineEndings(" ")}); this is a fault of the program.", e);
        }
        finally
        {
            foreach (OrtValue value in values)
            {
                value.Dispose();
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _session.Dispose();
        _run.Dispose();
        _options.Dispose();
    }
}
