using Microsoft.ML.OnnxRuntime;
using OpenCvSharp;

namespace IdmLive.Pipeline.Faces;

/// <summary>
/// The BlazeFace back-camera network (Bazarevsky et al. 2019): one square of pixels in, candidate faces out. Not thread-safe.
/// </summary>
internal sealed class BlazeFaceNetwork : IDisposable
{
    /// <summary>Width and height of the input.</summary>
    public const int InputSize = 256;

    private const string ResourceName = "blazeface-back-256.onnx";
    private const int ValuesPerCandidate = 16;

    // Two outputs: a 16x16 grid with two anchors a cell, then an 8x8 grid with six.
    private static readonly (int Cells, int PerCell)[] Grids = [(16, 2), (8, 6)];

    private readonly SessionOptions sessionOptions;
    private readonly InferenceSession session;
    private readonly RunOptions runOptions = new();
    private readonly float[] input = new float[InputSize * InputSize * 3];
    private readonly OrtValue inputValue;
    private readonly Mat inputMat;
    private readonly float[][] scores, boxes;
    private readonly OrtValue[] outputValues;
    private readonly string[] inputNames, outputNames;

    public BlazeFaceNetwork(int threads)
    {
        sessionOptions = new()
        {
            IntraOpNumThreads = threads,
            InterOpNumThreads = 1,
            ExecutionMode = ExecutionMode.ORT_SEQUENTIAL,
            // The exporter left constants that nothing uses; the warnings about them help nobody.
            LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR,
        };
        session = new(ReadModel(), sessionOptions);
        inputNames = [session.InputMetadata.Keys.Single()];
        inputValue = OrtValue.CreateTensorValueFromMemory(input, [1, InputSize, InputSize, 3]);
        inputMat = Mat.FromPixelData(InputSize, InputSize, MatType.CV_32FC3, input);
        scores = [.. Grids.Select(g => new float[g.Cells * g.Cells * g.PerCell])];
        boxes = [.. scores.Select(s => new float[s.Length * ValuesPerCandidate])];
        float[][] outputs = [.. scores, .. boxes];
        outputNames = [.. outputs.Select((o, i) => OutputName(i < Grids.Length ? o.Length : o.Length / ValuesPerCandidate, i < Grids.Length ? 1 : ValuesPerCandidate))];
        outputValues =
        [
            .. outputs.Select((o, i) => OrtValue.CreateTensorValueFromMemory(
                o, i < Grids.Length ? [1, o.Length, 1] : [1, o.Length / ValuesPerCandidate, ValuesPerCandidate])),
        ];
    }

    /// <summary>Adds the candidates of one square to a list.</summary>
    /// <param name="square">8-bit BGR, <see cref="InputSize"/> squared.</param>
    /// <param name="squareToImage">From pixels of the square to pixels of the image; no rotation.</param>
    /// <param name="minimumScore">Candidates of a lower score are left out.</param>
    /// <param name="candidates">Takes the candidates, in pixels of the image.</param>
    public void Run(Mat square, in SimilarityTransform squareToImage, float minimumScore, List<DetectedFace> candidates)
    {
        Cv2.CvtColor(square, square, ColorConversionCodes.BGR2RGB);
        square.ConvertTo(inputMat, MatType.CV_32FC3, 2.0 / 255, -1);
        session.Run(runOptions, inputNames, [inputValue], outputNames, outputValues);
        float minimumLogit = MathF.Log(minimumScore / (1 - minimumScore));
        for (int grid = 0; grid < Grids.Length; grid++)
        {
            (int cells, int perCell) = Grids[grid];
            float[] logits = scores[grid];
            for (int i = 0; i < logits.Length; i++)
            {
                if (logits[i] >= minimumLogit)
                {
                    int cell = i / perCell;
                    Point2f centre = new(((cell % cells) + 0.5f) / cells * InputSize, ((cell / cells) + 0.5f) / cells * InputSize);
                    ReadOnlySpan<float> values = boxes[grid].AsSpan(i * ValuesPerCandidate, ValuesPerCandidate);
                    candidates.Add(Decode(values, centre, 1 / (1 + MathF.Exp(-logits[i])), squareToImage));
                }
            }
        }
    }

    public void Dispose()
    {
        inputMat.Dispose();
        inputValue.Dispose();
        foreach (OrtValue value in outputValues)
        {
            value.Dispose();
        }

        runOptions.Dispose();
        session.Dispose();
        sessionOptions.Dispose();
    }

    // The network counts from the corner of the picture; pixel centres at integers lie half a pixel before.
    private static DetectedFace Decode(ReadOnlySpan<float> values, Point2f anchor, float score, SimilarityTransform toImage)
    {
        float width = values[2] * (float)toImage.A, height = values[3] * (float)toImage.A;
        Point2f centre = At(values, 0), rightEye = At(values, 4), leftEye = At(values, 6), nose = At(values, 8), mouth = At(values, 10);

        // The network knows the middle of the mouth only: the corners lie beside it, along the eyes, as far as in the template.
        Point2f half = (leftEye - rightEye) * (float)FaceTemplate.HalfMouthToEyeDistance;
        return new(
            new(centre.X - (width / 2), centre.Y - (height / 2), width, height),
            score,
            new(rightEye, leftEye, nose, mouth - half, mouth + half));

        Point2f At(ReadOnlySpan<float> v, int index)
        {
            Point2d p = toImage.Map(new(v[index] + anchor.X - 0.5, v[index + 1] + anchor.Y - 0.5));
            return new((float)p.X, (float)p.Y);
        }
    }

    private static byte[] ReadModel()
    {
        using Stream stream = typeof(BlazeFaceNetwork).Assembly.GetManifestResourceStream(ResourceName)
            ?? throw new InvalidOperationException($"The program was built without its face detector ({ResourceName}); build it again.");
        byte[] model = new byte[stream.Length];
        stream.ReadExactly(model);
        return model;
    }

    private string OutputName(int count, int values) =>
        session.OutputMetadata.Single(o => o.Value.Dimensions[^1] == values && o.Value.Dimensions[^2] == count).Key;
}
