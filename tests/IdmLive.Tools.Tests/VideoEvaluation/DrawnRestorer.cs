using IdmLive.Pipeline.Restoring;
using IdmLive.Tools.VideoEvaluation;
using OpenCvSharp;

namespace IdmLive.Tools.Tests.VideoEvaluation;

/// <summary>A row that is made by a function of the frame's number and the frame.</summary>
internal sealed class DrawnRestorer(string name, Action<int, ClipFrame, Mat> make) : IClipRestorer
{
    private int _frame;

    public string Name => name;

    /// <summary>Seeds of the clips that were begun.</summary>
    public List<long> Begun { get; } = [];

    public void Begin(long noiseSeed)
    {
        _frame = 0;
        Begun.Add(noiseSeed);
    }

    public void Next(in ClipFrame frame, Mat result) => make(_frame++, frame, result);

    public void Dispose()
    {
    }
}

/// <summary>Stands in for the stream restorer: the mean of what it has seen since the last reset.</summary>
internal sealed class AveragingStream(int size) : IStreamRestorer
{
    private readonly Mat _mean = new();
    private int _frames;

    public int CropSize => size;

    public string ModelName => "mean";

    public IReadOnlyList<int> Sizes => [size, size / 2];

    public TimeSpan NetworkTime => TimeSpan.Zero;

    /// <summary>Sizes that were asked for.</summary>
    public HashSet<int> Asked { get; } = [];

    public void Restore(IReadOnlyList<StreamFace> faces, int asked, Span<StreamResult> results)
    {
        Asked.Add(asked);
        StreamFace face = Assert.Single(faces);
        using Mat crop = new();
        face.Crop.ConvertTo(crop, MatType.CV_32FC3);
        results[0] = new(_frames == 0 ? StreamMode.Cold : StreamMode.Warm, 0, 0);
        if (_frames++ == 0)
        {
            crop.CopyTo(_mean);
        }

        Cv2.AddWeighted(_mean, 1 - (1.0 / _frames), crop, 1.0 / _frames, 0, _mean);
        _mean.ConvertTo(face.Restored, MatType.CV_8UC3);
    }

    public void Reset() => _frames = 0;

    public void Dispose() => _mean.Dispose();
}
