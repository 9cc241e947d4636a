using IdmLive.Pipeline.Compositing;
using IdmLive.Pipeline.Faces;
using IdmLive.Pipeline.Session;
using OpenCvSharp;

namespace IdmLive.Pipeline.People;

/// <summary>Finds, cuts and measures the faces of frames, one frame after the other. Not thread-safe.</summary>
internal sealed class CandidateCollector : IDisposable
{
    // Of people far behind neither crop nor embedding are of any use, and each costs a measurement.
    private const double SmallestOfLargest = .35;
    private const int MostFaces = 3;

    private readonly CandidateMeter _meter;
    private readonly FaceExtractor _extractor;
    private readonly FaceSide _side;
    private readonly FrameFaces _faces = new(FaceCandidate.CropSize);
    private readonly List<FaceCandidate> _found = [];
    private readonly List<string> _notes = [];
    private int _seen, _withFace, _withSeveral;
    private TimeSpan _begin, _last;

    /// <summary>Makes a collector.</summary>
    /// <param name="meter">Measures; stays the caller's.</param>
    /// <param name="detector">Finds faces; disposed with this object.</param>
    /// <param name="isVideo">Whether the frames follow one another, so that alignment is steadied.</param>
    /// <param name="side">Which face counts.</param>
    public CandidateCollector(CandidateMeter meter, IFaceDetector detector, bool isVideo, FaceSide side)
    {
        _meter = meter;
        _side = side;
        _extractor = new(detector, isVideo ? new FaceTracker(new() { CropSize = FaceCandidate.CropSize }) : null, new FacePaster());
    }

    /// <summary>Faces found so far.</summary>
    public int Count => _found.Count;

    /// <summary>Frames looked at so far.</summary>
    public int Seen => _seen;

    /// <summary>Adds a sentence for the user.</summary>
    public void Note(string sentence) => _notes.Add(sentence);

    /// <summary>What comes now has another clock: it follows a second later, for the tracker.</summary>
    public void BeginSource() => _begin = _last + TimeSpan.FromSeconds(1);

    /// <summary>Looks at a frame.</summary>
    /// <param name="image">8-bit BGR.</param>
    /// <param name="source">Where it is from.</param>
    /// <param name="time">When it is shown; null for a photo.</param>
    /// <param name="prompt">What was asked.</param>
    /// <returns>Whether it shows a face.</returns>
    public bool Add(Mat image, string source, TimeSpan? time, CapturePrompt? prompt = null)
    {
        int frame = _seen++;
        _faces.Clear();
        _last = _begin + (time ?? TimeSpan.Zero);
        _extractor.Extract(image, _last, _faces);
        int[] shown = [.. Enumerable.Range(0, _faces.Tracked.Count).Where(i => _faces.Tracked[i].Unseen == TimeSpan.Zero).OrderByDescending(Width)];
        if (shown.Length == 0)
        {
            return false;
        }

        _withFace++;
        _withSeveral += shown.Length > 1 ? 1 : 0;
        int[] large = [.. shown.Where(i => Width(i) >= SmallestOfLargest * Width(shown[0])).Take(MostFaces)];
        foreach (int i in _side switch { FaceSide.Left => [large.MinBy(Middle)], FaceSide.Right => [large.MaxBy(Middle)], _ => large })
        {
            _found.Add(Candidate(i, frame, source, time, prompt));
        }

        return true;
    }

    /// <summary>What was found.</summary>
    public CandidateSet ToSet() => new([.. _found], _seen, _withFace, _withSeveral, [.. _notes]);

    /// <inheritdoc/>
    public void Dispose()
    {
        _extractor.Dispose();
        _faces.Dispose();
    }

    private double Width(int i) => FaceCandidate.CropSize / _faces.Tracked[i].ImageToCrop.Scale;

    private float Middle(int i) => _faces.Tracked[i].Face.Box.X + (_faces.Tracked[i].Face.Box.Width / 2);

    private FaceCandidate Candidate(int i, int frame, string source, TimeSpan? time, CapturePrompt? prompt)
    {
        Mat crop = _faces.Crop(i);
        Cv2.ImEncode(".png", crop, out byte[] png, new ImageEncodingParam(ImwriteFlags.PngCompression, 1));
        return new()
        {
            Source = source,
            Time = time,
            Frame = frame,
            Prompt = prompt,
            Facts = _meter.Measure(crop, _faces.Tracked[i].Face.KeyPoints, Width(i)),
            Embedding = _meter.Embed(crop),
            Thumbnail = _meter.Thumbnail(crop),
            Png = png,
        };
    }
}
