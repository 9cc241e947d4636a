using Microsoft.ML.OnnxRuntime;
using OpenCvSharp;

namespace IdmLive.Pipeline.Faces;

/// <summary>
/// The BlazeFace back-camera network (Bazarevsky et al. 2019): one square of an image in, candidate faces out. Not thread-safe.
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
    private readonly Mat square = new(InputSize, InputSize, MatType.CV_8UC3);
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
        (float[] Data, int Count, int Values)[] outputs = [.. scores.Select(s => (s, s.Length, 1)), .. boxes.Select(b => (b, b.Length / ValuesPerCandidate, ValuesPerCandidate))];
        outputNames = [.. outputs.Select(o => OutputName(o.Count, o.Values))];
        outputValues = [.. outputs.Select(o => OrtValue.CreateTensorValueFromMemory(o.Data, [1, o.Count, o.Values]))];
    }

    /// <summary>Adds the candidates of a square of an image to a list.</summary>
    /// <param name="image">8-bit BGR.</param>
    /// <param name="where">The square.</param>
    /// <param name="minimumScore">Candidates of a lower score are left out.</param>
    /// <param name="candidates">Takes the candidates, in pixels of the image; many for one face.</param>
    public void Run(Mat image, SearchSquare where, float minimumScore, List<DetectedFace> candidates)
    {
        if (Render(image, where) is not { } view)
        {
            return;
        }

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
                    Point2d centre = new(((cell % cells) + 0.5) / cells * InputSize, ((cell / cells) + 0.5) / cells * InputSize);
                    ReadOnlySpan<float> values = boxes[grid].AsSpan(i * ValuesPerCandidate, ValuesPerCandidate);
                    candidates.Add(Decode(values, centre, 1 / (1 + MathF.Exp(-logits[i])), view));
                }
            }
        }
    }

    public void Dispose()
    {
        square.Dispose();
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

    /// <summary>Draws the part of the image in the square into the input; null where they do not meet.</summary>
    private View? Render(Mat image, SearchSquare where)
    {
        double scale = InputSize / where.Side;
        Rect source = Rect.FromLTRB(
            Math.Clamp((int)Math.Floor(where.X), 0, image.Width), Math.Clamp((int)Math.Floor(where.Y), 0, image.Height),
            Math.Clamp((int)Math.Ceiling(where.X + where.Side), 0, image.Width), Math.Clamp((int)Math.Ceiling(where.Y + where.Side), 0, image.Height));
        Rect target = Rect.FromLTRB(
            InputEdge(source.Left - where.X), InputEdge(source.Top - where.Y), InputEdge(source.Right - where.X), InputEdge(source.Bottom - where.Y));
        if (source.Width < 1 || source.Height < 1 || target.Width < 1 || target.Height < 1)
        {
            return null;
        }

        if (target.Width < InputSize || target.Height < InputSize)
        {
            square.SetTo(Scalar.Black);
        }

        using (Mat part = new(image, source))
        using (Mat drawn = new(square, target))
        {
            Cv2.Resize(part, drawn, target.Size, 0, 0, scale < 1 ? InterpolationFlags.Area : InterpolationFlags.Linear);
        }

        Cv2.CvtColor(square, square, ColorConversionCodes.BGR2RGB);
        square.ConvertTo(inputMat, MatType.CV_32FC3, 2.0 / 255, -1);
        return new(target, source);

        int InputEdge(double offset) => Math.Clamp((int)Math.Round(offset * scale), 0, InputSize);
    }

    // The network counts from the corner of the picture; pixel centres at integers lie half a pixel before.
    private static DetectedFace Decode(ReadOnlySpan<float> values, Point2d anchor, float score, View view)
    {
        float width = (float)(values[2] * view.ScaleX), height = (float)(values[3] * view.ScaleY);
        Point2f centre = At(values, 0), rightEye = At(values, 4), leftEye = At(values, 6), nose = At(values, 8), mouth = At(values, 10);

        // The network knows the middle of the mouth only: the corners lie beside it, along the eyes, as far as in the template.
        Point2f half = (leftEye - rightEye) * (float)FaceTemplate.HalfMouthToEyeDistance;
        return new(
            new(centre.X - (width / 2), centre.Y - (height / 2), width, height),
            score,
            new(rightEye, leftEye, nose, mouth - half, mouth + half));

        Point2f At(ReadOnlySpan<float> v, int index) => new(
            (float)(view.Source.X + ((v[index] + anchor.X - view.Target.X) * view.ScaleX) - 0.5),
            (float)(view.Source.Y + ((v[index + 1] + anchor.Y - view.Target.Y) * view.ScaleY) - 0.5));
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

    /// <summary>Which pixels of the input show which pixels of the image.</summary>
    private readonly record struct View(Rect Target, Rect Source)
    {
        public double ScaleX => (double)Source.Width / Target.Width;

        public double ScaleY => (double)Source.Height / Target.Height;
    }
}
