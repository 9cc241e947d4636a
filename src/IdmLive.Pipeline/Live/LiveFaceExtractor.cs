using IdmLive.Pipeline.Compositing;
using IdmLive.Pipeline.Faces;
using IdmLive.Pipeline.Session;
using OpenCvSharp;

namespace IdmLive.Pipeline.Live;

/// <summary>
/// Faces of a live stream: a detector looks every so often, beside the line; in between each face is carried along by the motion of the picture, and
/// findings correct it little by little. So the alignment is steady, and the line never waits for the detector.
/// </summary>
public sealed class LiveFaceExtractor : IFaceExtractor
{
    private const float SameFace = .35f;

    private readonly BackgroundDetector _detector;
    private readonly FaceTracker _tracker;
    private readonly FacePaster _paster;
    private readonly LiveFaceOptions _options;
    private readonly FaceMotion _motion = new();
    private readonly QuickWarp _warp = new();
    private readonly List<DetectedFace> _faces = [];
    private readonly List<int> _misses = [];
    private readonly List<DetectedFace> _asked = [];
    private TimeSpan _lastAsked = TimeSpan.MinValue, _lastTime;

    /// <summary>Makes an extractor.</summary>
    /// <param name="detector">Finds the faces; disposed with this object.</param>
    /// <param name="tracker">Gives them identities and steadies them.</param>
    /// <param name="paster">Puts them back; disposed with this object.</param>
    /// <param name="options">Settings; the defaults where null.</param>
    public LiveFaceExtractor(IFaceDetector detector, FaceTracker tracker, FacePaster paster, LiveFaceOptions? options = null)
    {
        _options = options ?? new();
        _detector = new(detector, _options.InBackground);
        _tracker = tracker;
        _paster = paster;
    }

    /// <inheritdoc/>
    public void Extract(Mat image, TimeSpan mediaTime, FrameFaces faces)
    {
        int before = _faces.Count;
        _motion.Follow(image, _faces, i =>
        {
            _misses.RemoveAt(i);
            if (i < _asked.Count)
            {
                _asked.RemoveAt(i);
            }
        });
        Fetch();
        bool isDue = _lastAsked == TimeSpan.MinValue || mediaTime - _lastAsked >= _options.DetectionInterval || mediaTime < _lastTime || _faces.Count < before;
        if (isDue && !_detector.IsBusy)
        {
            _lastAsked = mediaTime;
            _asked.Clear();
            _asked.AddRange(_faces);
            _detector.Ask(image);
            Fetch();
        }

        _motion.Keep(image, _faces);
        _lastTime = mediaTime;
        faces.Detected = [.. _faces];
        foreach (TrackedFace face in _tracker.Update(_faces, mediaTime))
        {
            _warp.ToCrop(image, face.ImageToCrop, faces.Add(face));
        }
    }

    /// <inheritdoc/>
    public IReadOnlyList<TrackedFace> Replay(IReadOnlyList<DetectedFace> detected, TimeSpan mediaTime) => _tracker.Update(detected, mediaTime);

    /// <inheritdoc/>
    public void RestartDetection()
    {
        _detector.Reset();
        _motion.Reset();
        _faces.Clear();
        _misses.Clear();
        _lastAsked = TimeSpan.MinValue;
    }

    /// <inheritdoc/>
    public void PutBack(Mat image, FrameFaces faces, double strength) => faces.PasteInto(image, _paster, strength);

    /// <inheritdoc/>
    public void Dispose()
    {
        _detector.Dispose();
        _paster.Dispose();
        _motion.Dispose();
    }

    /// <summary>
    /// Takes in what the detector found. It looked at an older frame, so what counts is how far a finding lay from where its face was then.
    /// </summary>
    private void Fetch()
    {
        if (!_detector.TryFetch(out IReadOnlyList<DetectedFace> found))
        {
            return;
        }

        bool[] isSeen = new bool[_faces.Count];
        int known = _faces.Count;
        foreach (DetectedFace face in found)
        {
            int match = -1;
            float best = SameFace;
            for (int i = 0; i < known && i < _asked.Count; i++)
            {
                float overlap = isSeen[i] ? 0 : NonMaximumSuppression.Overlap(_asked[i].Box, face.Box);
                if (overlap > best)
                {
                    (match, best) = (i, overlap);
                }
            }

            if (match < 0)
            {
                _faces.Add(face);
                _misses.Add(0);
            }
            else
            {
                isSeen[match] = true;
                _misses[match] = 0;
                _faces[match] = Corrected(_faces[match], _asked[match], face);
            }
        }

        for (int i = known - 1; i >= 0; i--)
        {
            if (!isSeen[i] && ++_misses[i] > _options.Misses)
            {
                _faces.RemoveAt(i);
                _misses.RemoveAt(i);
            }
        }
    }

    private DetectedFace Corrected(in DetectedFace now, in DetectedFace then, in DetectedFace found)
    {
        (Point2f RightEye, Point2f LeftEye, Point2f Nose, Point2f RightMouth, Point2f LeftMouth) d = (
            found.KeyPoints.RightEye - then.KeyPoints.RightEye, found.KeyPoints.LeftEye - then.KeyPoints.LeftEye, found.KeyPoints.Nose - then.KeyPoints.Nose,
            found.KeyPoints.RightMouthCorner - then.KeyPoints.RightMouthCorner, found.KeyPoints.LeftMouthCorner - then.KeyPoints.LeftMouthCorner);
        Point2f mean = (d.RightEye + d.LeftEye + d.Nose + d.RightMouth + d.LeftMouth) * .2;
        bool isAstray = Math.Sqrt((mean.X * mean.X) + (mean.Y * mean.Y)) > _options.Astray * then.Box.Width;
        double share = isAstray ? 1 : _options.Correction;
        FaceKeyPoints p = now.KeyPoints;
        Point2f corner = found.Box.TopLeft - then.Box.TopLeft;
        return now with
        {
            Score = found.Score,
            Box = new(
                now.Box.X + (float)(share * corner.X), now.Box.Y + (float)(share * corner.Y),
                now.Box.Width + (float)(share * (found.Box.Width - then.Box.Width)), now.Box.Height + (float)(share * (found.Box.Height - then.Box.Height))),
            KeyPoints = new(
                p.RightEye + (d.RightEye * share), p.LeftEye + (d.LeftEye * share), p.Nose + (d.Nose * share),
                p.RightMouthCorner + (d.RightMouth * share), p.LeftMouthCorner + (d.LeftMouth * share)),
        };
    }
}
