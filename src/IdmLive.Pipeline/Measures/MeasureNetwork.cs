using Microsoft.ML.OnnxRuntime;

namespace IdmLive.Pipeline.Measures;

/// <summary>A network that measures: some pictures in, one row of numbers out. One thread at a time.</summary>
internal sealed class MeasureNetwork : IDisposable
{
    private readonly SessionOptions options;
    private readonly RunOptions runOptions = new();
    private readonly InferenceSession session;
    private readonly string[] outputNames;

    private MeasureNetwork(Func<SessionOptions, InferenceSession> open)
    {
        options = new()
        {
            // One thread: a measure runs beside the restorer, whose threads it must not fight with, and gives the same bits always.
            IntraOpNumThreads = 1,
            InterOpNumThreads = 1,
            LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR,
        };
        session = open(options);
        outputNames = [session.OutputMetadata.Keys.First()];
    }

    /// <summary>Names of the inputs.</summary>
    public IReadOnlyCollection<string> InputNames => session.InputMetadata.Keys.ToArray();

    /// <summary>Opens the network of a file.</summary>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">The file is not an ONNX network that this program can run.</exception>
    public static MeasureNetwork FromFile(string path)
    {
        if (!File.Exists(path))
        {
            throw new FileNotFoundException($"There is no network at '{path}'; give the path of the .onnx file.", path);
        }

        try
        {
            // A file whose weights lie in further files beside it can be opened by its path only.
            byte[] model = File.ReadAllBytes(path);
            return NegligibleWeights.Clear(model) > 0 ? new(options => new(model, options)) : new(options => new(path, options));
        }
        catch (OnnxRuntimeException e)
        {
            throw new InvalidDataException($"'{path}' is not an ONNX network that can be run ({e.Message.ReplaceLineEndings(" ")}); get the file again.", e);
        }
    }

    /// <summary>Opens the network of an embedded resource of this assembly.</summary>
    public static MeasureNetwork FromResource(string name)
    {
        using Stream stream = typeof(MeasureNetwork).Assembly.GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"The program was built without {name}; build it again.");
        byte[] model = new byte[stream.Length];
        stream.ReadExactly(model);
        NegligibleWeights.Clear(model);
        return new(options => new(model, options));
    }

    /// <summary>Runs it on inputs in the order of their names and returns the first output, flattened.</summary>
    public float[] Run(IReadOnlyCollection<string> names, IReadOnlyCollection<OrtValue> inputs)
    {
        using IDisposableReadOnlyCollection<OrtValue> outputs = session.Run(runOptions, names, inputs, outputNames);
        return outputs[0].GetTensorDataAsSpan<float>().ToArray();
    }

    public void Dispose()
    {
        session.Dispose();
        runOptions.Dispose();
        options.Dispose();
    }
}
