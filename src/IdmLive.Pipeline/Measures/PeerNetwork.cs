using Microsoft.ML.OnnxRuntime;

namespace IdmLive.Pipeline.Measures;

/// <summary>
/// Another restoring network as an ONNX file, for timing beside the own one: one input and one output of [1, 3, height, width]. It is fed what gives
/// a face of the wanted size: an x4 network a quarter of it, an x1 network the whole; one with a fixed input gets that. One thread at a time.
/// </summary>
public sealed class PeerNetwork : IDisposable
{
    private const int ProbeSize = 32;
    private readonly SessionOptions _options;
    private readonly RunOptions _runOptions = new();
    private readonly InferenceSession _session;
    private readonly OrtValue _picture;
    private readonly string[] _inputs, _outputs;

    /// <summary>Opens the network and tries it.</summary>
    /// <param name="path">The ONNX file.</param>
    /// <param name="facePixels">Width and height of the restored face.</param>
    /// <param name="threads">Threads of its arithmetic.</param>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">It is no such network.</exception>
    public PeerNetwork(string path, int facePixels, int threads)
    {
        if (!File.Exists(path))
        {
            throw new FileNotFoundException($"There is no network '{path}'; give the path of a peer's .onnx file.", path);
        }

        Name = Path.GetFileNameWithoutExtension(path);
        _options = new()
        {
            IntraOpNumThreads = threads,
            InterOpNumThreads = 1,
            LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR,
        };

        // Its threads sleep between calls, as those of the tensor library do here: spinning, they would slow what is timed in between.
        _options.AddSessionConfigEntry("session.intra_op.allow_spinning", "0");
        try
        {
            _session = new InferenceSession(path, _options);
            (_inputs, _outputs) = ([_session.InputNames[0]], [_session.OutputNames[0]]);
            NodeMetadata input = _session.InputMetadata[_inputs[0]];
            int[] shape = input.IsTensor ? input.Dimensions : [];
            if (_session.InputNames.Count != 1 || shape.Length != 4 || shape[1] is not (3 or < 0) || input.ElementType != typeof(float))
            {
                throw new InvalidDataException(
                    $"'{path}' has {_session.InputNames.Count} inputs, the first of shape [{string.Join(", ", shape)}]; a peer takes one picture [1, 3, height, width] of 32-bit numbers.");
            }

            Factor = Math.Max(1, OutputWidth(shape[3] > 0 ? shape[3] : ProbeSize) / (shape[3] > 0 ? shape[3] : ProbeSize));
            Pixels = shape[3] > 0 ? shape[3] : facePixels / Factor;
            _picture = Picture(Pixels);
            Run();
        }
        catch (OnnxRuntimeException e)
        {
            Dispose();
            throw new InvalidDataException($"'{path}' is not an ONNX network that can be run ({e.Message.ReplaceLineEndings(" ")}); get the file again.", e);
        }
        catch (InvalidDataException)
        {
            Dispose();
            throw;
        }
    }

    /// <summary>The file's name without its ending.</summary>
    public string Name { get; }

    /// <summary>How many times it enlarges.</summary>
    public int Factor { get; }

    /// <summary>Width and height of the picture it is fed.</summary>
    public int Pixels { get; }

    /// <summary>One call.</summary>
    public void Run()
    {
        using IDisposableReadOnlyCollection<OrtValue> outputs = _session.Run(_runOptions, _inputs, [_picture], _outputs);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _picture?.Dispose();
        _session?.Dispose();
        _runOptions.Dispose();
        _options.Dispose();
    }

    private int OutputWidth(int pixels)
    {
        using OrtValue picture = Picture(pixels);
        using IDisposableReadOnlyCollection<OrtValue> outputs = _session.Run(_runOptions, _inputs, [picture], _outputs);
        long[] shape = outputs[0].GetTensorTypeAndShape().Shape;
        return shape.Length == 4 ? (int)shape[3] : throw new InvalidDataException(
            $"'{Name}' gives the shape [{string.Join(", ", shape)}]; a peer gives one picture [1, 3, height, width].");
    }

    private static OrtValue Picture(int pixels)
    {
        float[] values = new float[3 * pixels * pixels];
        Random random = new(1);
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = random.NextSingle();
        }

        return OrtValue.CreateTensorValueFromMemory(values, [1, 3, pixels, pixels]);
    }
}
