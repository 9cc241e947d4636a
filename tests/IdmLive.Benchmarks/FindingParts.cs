using System.Globalization;
using IdmLive.Pipeline.Compositing;
using IdmLive.Pipeline.Faces;
using IdmLive.Pipeline.Live;
using IdmLive.Pipeline.Measures;
using IdmLive.Pipeline.Session;
using OpenCvSharp;

namespace IdmLive.Benchmarks;

/// <summary>
/// What finding the face of a live frame is made of, the parts called in turn so that whatever else runs meets all of them alike: 1280x720, one face,
/// one thread.
/// </summary>
internal sealed class FindingParts : IDisposable
{
    private const int CropSize = 256;
    private readonly Mat[] _frames = [Frame(0), Frame(1)];
    private readonly Mat _grey = new(), _copy = new(), _crop = new(CropSize, CropSize, MatType.CV_8UC3);
    private readonly BlazeFaceDetector _detector = new(new() { Search = new() { SmallestFace = 48, Tiles = FaceSearchTiles.InTurn } });
    private readonly FaceMotion _motion = new();
    private readonly QuickWarp _warp = new();
    private readonly LiveFaceExtractor _extractor;
    private readonly FrameFaces _faces = new(CropSize);
    private readonly DetectedFace _face;
    private readonly SimilarityTransform _transform;
    private readonly List<DetectedFace> _moved = [];
    private int _calls;

    /// <summary>Draws the frames.</summary>
    /// <param name="width">Width of the face in pixels.</param>
    public FindingParts(double width)
    {
        Cv2.SetNumThreads(1);
        Point2f Part(double x, double y) => new((float)(640 + (x * width)), (float)(360 + (y * width)));
        _face = new DetectedFace
        {
            Score = .9f,
            Box = new((float)(640 - (width / 2)), (float)(360 - (width / 2)), (float)width, (float)width),
            KeyPoints = new(Part(-.19, -.14), Part(.19, -.12), Part(0, .08), Part(-.14, .27), Part(.14, .28)),
        };
        _transform = FaceTemplate.Align(_face.KeyPoints, CropSize);
        _extractor = new(new Fixed(_face), new FaceTracker(new() { CropSize = CropSize }), new FacePaster(), new() { InBackground = false });
    }

    /// <summary>Times the parts and writes a table.</summary>
    /// <param name="rounds">Calls of each.</param>
    /// <param name="output">Takes the table.</param>
    public void Run(int rounds, TextWriter output)
    {
        (string Name, Action Call)[] parts =
        [
            ("cut, as of files", () => FaceWarp.ToCrop(Next(), _transform, _crop)),
            ("cut, as of the line", () => _warp.ToCrop(Next(), _transform, _crop)),
            ("grey, whole frame", () => Cv2.CvtColor(Next(), _grey, ColorConversionCodes.BGR2GRAY)),
            ("motion", Follow),
            ("copy for the detector", () => Next().CopyTo(_copy)),
            ("detector, beside the line", () => _detector.Detect(Next())),
            ("finding, all", Find),
        ];
        IReadOnlyList<TimingFigures> figures = new InterleavedTimer(TimeProvider.System).Run([.. parts.Select(p => p.Call)], rounds, 5);
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"face of {_face.Box.Width:F0} px, crop at {_transform.Scale:F2} of the frame's size; ms"));
        for (int i = 0; i < parts.Length; i++)
        {
            output.WriteLine(string.Create(
                CultureInfo.InvariantCulture, $"  {parts[i].Name,-28} median {figures[i].MedianMs,6:F2}   p95 {figures[i].P95Ms,6:F2}   shortest {figures[i].ShortestMs,6:F2}"));
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Array.ForEach(_frames, f => f.Dispose());
        _grey.Dispose();
        _copy.Dispose();
        _crop.Dispose();
        _detector.Dispose();
        _motion.Dispose();
        _extractor.Dispose();
        _faces.Dispose();
    }

    private static Mat Frame(int number)
    {
        Mat frame = new(720, 1280, MatType.CV_8UC3, Scalar.All(120));
        Random random = new(2);
        for (int i = 0; i < 2500; i++)
        {
            Point at = new(random.Next(1280) + number, random.Next(720));
            Cv2.Circle(frame, at, random.Next(3, 16), new Scalar(random.Next(60, 200), random.Next(60, 200), random.Next(60, 200)), -1, LineTypes.AntiAlias);
        }

        using Mat grain = new(frame.Size(), MatType.CV_16SC3);
        new RNG((ulong)number + 1).Fill(grain, DistributionType.Normal, Scalar.All(0), Scalar.All(4));
        Cv2.Add(frame, grain, frame, null, MatType.CV_8U);
        return frame;
    }

    private Mat Next() => _frames[_calls++ & 1];

    private void Follow()
    {
        _moved.Clear();
        _moved.Add(_face);
        Mat frame = Next();
        _motion.Follow(frame, _moved);
        _motion.Keep(frame, _moved);
    }

    private void Find()
    {
        _faces.Clear();
        _extractor.Extract(Next(), _calls * TimeSpan.FromSeconds(1 / 30.0), _faces);
    }

    /// <summary>Stands in for a detector, which works on another thread in the line.</summary>
    private sealed class Fixed(DetectedFace face) : IFaceDetector
    {
        public IReadOnlyList<DetectedFace> Detect(Mat image) => [face];

        public void Dispose()
        {
        }
    }
}
