using IdmLive.Pipeline.Restoring;
using IdmLive.Training.Data;
using Microsoft.ML.OnnxRuntime;
using OpenCvSharp;

namespace IdmLive.Tools.Evaluation;

/// <summary>
/// Another restoring network as an ONNX file: one input and one output of [1, 3, height, width], planes R, G, B in [0, 1]. A network
/// that enlarges F times is given the face reduced F times (x4 at 256 px: 64 px), so that its result has the size of the face. One
/// with a fixed input size is given that size, and its result is resized to the face's. One thread.
/// </summary>
internal sealed class PeerRestorer : IFaceRestorer
{
    private const int ProbeSize = 64;
    private readonly string _path;

    // One thread: faces are worked on side by side.
    private readonly SessionOptions _options = new()
    {
        IntraOpNumThreads = 1,
        InterOpNumThreads = 1,
        LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR,
    };

    private readonly RunOptions _runOptions = new();
    private readonly InferenceSession _session;
    private readonly string _input, _output;
    private readonly int _inputSize;

    /// <summary>Opens the network and tries it.</summary>
    /// <param name="path">The ONNX file.</param>
    /// <param name="cropSize">Width and height of the faces, pixels.</param>
    /// <exception cref="ArgumentException">There is no such file, or it is no such network.</exception>
    public PeerRestorer(string path, int cropSize)
    {
        if (!File.Exists(path))
        {
            throw new ArgumentException($"There is no network '{path}'; give the path of a peer's .onnx file.");
        }

        _path = path;
        CropSize = cropSize;
        ModelName = Path.GetFileNameWithoutExtension(path);
        try
        {
            _session = new InferenceSession(path, _options);
        }
        catch (OnnxRuntimeException e)
        {
            _options.Dispose();
            throw new ArgumentException($"'{path}' is not an ONNX network that can be run ({e.Message.ReplaceLineEndings(" ")}); get the file again.", e);
        }

        try
        {
            (_input, _output) = (_session.InputNames[0], _session.OutputNames[0]);
            int fixedSize = FixedSize();
            using Mat probe = new(fixedSize == 0 ? ProbeSize : fixedSize, fixedSize == 0 ? ProbeSize : fixedSize, MatType.CV_8UC3, Scalar.All(128));
            using Mat result = Run(probe);
            Factor = (double)result.Width / probe.Width;
            bool fits = result.Width == result.Height && Factor >= 1 && Factor == Math.Round(Factor) && cropSize % (int)Factor == 0;
            if (!fits)
            {
                throw new ArgumentException(
                    $"'{path}' makes {result.Width}x{result.Height} of {probe.Width}x{probe.Height}; a peer keeps the size or enlarges it a whole number of times.");
            }

            _inputSize = fixedSize == 0 ? cropSize / (int)Factor : fixedSize;
        }
        catch (ArgumentException)
        {
            Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public int CropSize { get; }

    /// <inheritdoc/>
    public string ModelName { get; }

    /// <inheritdoc/>
    public int Steps => 1;

    /// <summary>How many times the network enlarges.</summary>
    public double Factor { get; }

    /// <inheritdoc/>
    public void Restore(IReadOnlyList<FaceCrop> crops, IReadOnlyList<Mat> restored)
    {
        for (int i = 0; i < crops.Count; i++)
        {
            using Mat reduced = FaceResize.To(crops[i].Pixels, _inputSize);
            using Mat made = Run(reduced);
            using Mat sized = FaceResize.To(made, CropSize);
            sized.CopyTo(restored[i]);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _session.Dispose();
        _runOptions.Dispose();
        _options.Dispose();
    }

    /// <summary>The side of the input, 0 where it is free.</summary>
    private int FixedSize()
    {
        NodeMetadata input = _session.InputMetadata[_input], output = _session.OutputMetadata[_output];
        int[] shape = input.IsTensor ? input.Dimensions : [];
        bool isPicture = _session.InputNames.Count == 1 && shape.Length == 4 && shape[1] is 3 or < 0 && output.IsTensor &&
            input.ElementDataType == output.ElementDataType && input.ElementDataType == Microsoft.ML.OnnxRuntime.Tensors.TensorElementType.Float;
        if (!isPicture || shape[2] != shape[3])
        {
            throw new ArgumentException(
                $"'{_path}' has {_session.InputNames.Count} inputs, the first of shape [{string.Join(", ", shape)}]; a peer takes and gives one picture [1, 3, size, size] of 32-bit numbers.");
        }

        return Math.Max(0, shape[2]);
    }

    private Mat Run(Mat picture)
    {
        float[] planes = ToPlanes(picture);
        using OrtValue value = OrtValue.CreateTensorValueFromMemory(planes, [1, 3, picture.Height, picture.Width]);
        try
        {
            using IDisposableReadOnlyCollection<OrtValue> outputs = _session.Run(_runOptions, [_input], [value], [_output]);
            long[] shape = outputs[0].GetTensorTypeAndShape().Shape;
            return shape.Length == 4 && shape[1] == 3
                ? FromPlanes(outputs[0].GetTensorDataAsSpan<float>(), (int)shape[2], (int)shape[3])
                : throw new ArgumentException($"'{_path}' gives the shape [{string.Join(", ", shape)}]; a peer gives one picture [1, 3, height, width].");
        }
        catch (OnnxRuntimeException e)
        {
            throw new ArgumentException(
                $"'{_path}' cannot restore a picture of {picture.Width}x{picture.Height} ({e.Message.ReplaceLineEndings(" ")}); a peer takes [1, 3, height, width], RGB in [0, 1].", e);
        }
    }

    private static float[] ToPlanes(Mat picture)
    {
        int area = picture.Width * picture.Height;
        float[] planes = new float[3 * area];
        byte[] bytes = FaceBytes.Of(picture);
        for (int i = 0; i < area; i++)
        {
            planes[i] = bytes[(3 * i) + 2] / 255f;
            planes[area + i] = bytes[(3 * i) + 1] / 255f;
            planes[(2 * area) + i] = bytes[3 * i] / 255f;
        }

        return planes;
    }

    private static Mat FromPlanes(ReadOnlySpan<float> planes, int height, int width)
    {
        int area = width * height;
        Mat picture = new(height, width, MatType.CV_8UC3);
        for (int y = 0; y < height; y++)
        {
            Span<byte> row = picture.RowSpan(y);
            for (int x = 0; x < width; x++)
            {
                int i = (y * width) + x;
                row[3 * x] = Level(planes[(2 * area) + i]);
                row[(3 * x) + 1] = Level(planes[area + i]);
                row[(3 * x) + 2] = Level(planes[i]);
            }
        }

        return picture;
    }

    private static byte Level(float value) => (byte)Math.Clamp(MathF.Round(255 * value), 0, 255);
}
