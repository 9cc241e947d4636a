using BenchmarkDotNet.Attributes;
using IdmLive.Pipeline.Compositing;
using IdmLive.Pipeline.Faces;
using OpenCvSharp;

namespace IdmLive.Benchmarks;

/// <summary>What do finding, aligning and pasting back cost on a 720p frame with a face of 350 pixels?</summary>
public class FaceBenchmarks
{
    private const int CropSize = 256;
    private readonly Mat _frame = new(720, 1280, MatType.CV_8UC3, new Scalar(90, 110, 130));
    private readonly Mat _crop = new(CropSize, CropSize, MatType.CV_8UC3);
    private readonly Mat _restored = new(CropSize, CropSize, MatType.CV_8UC3);
    private readonly BlazeFaceDetector _detector = new(new BlazeFaceOptions { Search = FaceSearchOptions.Video });
    private readonly FacePaster _paster = new();
    private SimilarityTransform _transform;

    [GlobalSetup]
    public void Setup()
    {
        Cv2.SetNumThreads(1);
        new Random(1).NextBytes(_frame.AsSpan<byte>());
        using Mat smooth = new();
        Cv2.GaussianBlur(_frame, smooth, new Size(31, 31), 8);
        smooth.CopyTo(_frame);

        // The crop covers about 1.4 faces.
        double scale = CropSize / (350 * 1.4);
        _transform = new SimilarityTransform(scale, .02 * scale, -350 * scale, -100 * scale);
        FaceWarp.ToCrop(_frame, _transform, _crop);
        Cv2.GaussianBlur(_crop, _restored, new Size(5, 5), 1);
    }

    [Benchmark]
    public int Detect() => _detector.Detect(_frame).Count;

    [Benchmark]
    public void Align() => FaceWarp.ToCrop(_frame, _transform, _crop);

    [Benchmark]
    public Rect Paste() => _paster.Paste(_frame, _crop, _restored, _transform, 1);

    [GlobalCleanup]
    public void Cleanup()
    {
        _detector.Dispose();
        _paster.Dispose();
    }
}
