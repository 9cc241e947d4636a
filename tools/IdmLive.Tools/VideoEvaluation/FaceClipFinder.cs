using IdmLive.Pipeline.Capture;
using IdmLive.Pipeline.Faces;
using IdmLive.Pipeline.Media;
using OpenCvSharp;

namespace IdmLive.Tools.VideoEvaluation;

/// <summary>
/// Follows the faces of clean videos once. Every version of a clip is cut along this one track, so that no figure holds an error of a detector.
/// </summary>
/// <param name="cropSize">Width and height of the crops, pixels.</param>
internal sealed class FaceClipFinder(int cropSize)
{
    /// <summary>Frames that a face must be seen in without a gap.</summary>
    public const int FewestFrames = 8;

    // A face that comes late or goes early is another clip's business, and a short track may be no face.
    private const double ShortestPart = .8;
    private readonly FfmpegInstallation _ffmpeg = FfmpegInstallation.Find();

    /// <summary>The faces of a video, each as a clip of its own, in the order in which they were found.</summary>
    /// <param name="path">The file.</param>
    /// <param name="camera">Number of its camera.</param>
    /// <param name="frames">Frames to read; null for no limit.</param>
    /// <param name="seconds">Seconds to read; null for no limit.</param>
    /// <exception cref="MediaException">The file cannot be read.</exception>
    /// <exception cref="ArgumentException">It is too short or shows no face for long enough.</exception>
    public IReadOnlyList<IFaceClip> Find(string path, int camera, int? frames, double? seconds)
    {
        MediaInfo info = new MediaProbe(_ffmpeg).Probe(path);
        int? limit = seconds is { } s ? (int)Math.Clamp(Math.Round(s * info.Video.FrameRate.Value), 1, int.MaxValue) : frames;
        (int read, List<FaceRun> runs) = Follow(info, limit);
        int longest = runs.Count == 0 ? 0 : runs.Max(r => r.Alignments.Count);
        if (read < FewestFrames)
        {
            throw new ArgumentException($"{path} gave {read} frames; give clips of {FewestFrames} frames or more, and as much of them.");
        }

        if (longest < FewestFrames)
        {
            throw new ArgumentException(longest == 0
                ? $"{path} shows no face in its {read} frames; give clips of people who look at the camera."
                : $"{path} shows a face in only {longest} frames running; give clips with a face in {FewestFrames} or more.");
        }

        FaceRun[] kept = [.. runs.Where(r => r.Alignments.Count >= Math.Max(FewestFrames, ShortestPart * longest)).Select((r, i) => r with { Face = i })];
        string name = Path.GetFileNameWithoutExtension(path);
        return [.. kept.Select(r => new TrackedFaceClip(kept.Length == 1 ? name : $"{name}#{r.Face + 1}", new(_ffmpeg, info, camera), r, cropSize))];
    }

    private (int Frames, List<FaceRun> Runs) Follow(MediaInfo info, int? limit)
    {
        using BlazeFaceDetector detector = new(new() { Search = FaceSearchOptions.Video });
        using VideoFileSource source = new(_ffmpeg, info, new() { FrameLimit = limit });
        using Mat frame = new(source.FrameSize, MatType.CV_8UC3);
        FaceTracker tracker = new(new() { CropSize = cropSize });
        SortedDictionary<int, LongestRun> runs = [];
        int number = 0;
        for (; source.TryRead(frame, out FrameStamp stamp); number++)
        {
            foreach (TrackedFace face in tracker.Update(detector.Detect(frame), stamp.MediaTime))
            {
                if (!runs.TryGetValue(face.TrackId, out LongestRun? run))
                {
                    runs.Add(face.TrackId, run = new());
                }

                run.Add(number, face.ImageToCrop);
            }
        }

        return (number, [.. runs.Values.Select(r => r.Best)]);
    }

    /// <summary>The longest stretch of frames of a track without a gap.</summary>
    private sealed class LongestRun
    {
        private List<SimilarityTransform> _now = [];
        private int _next = -1;

        public FaceRun Best { get; private set; } = new(0, 0, []);

        public void Add(int frame, in SimilarityTransform alignment)
        {
            if (frame != _next)
            {
                _now = [];
            }

            _now.Add(alignment);
            _next = frame + 1;
            if (_now.Count > Best.Alignments.Count)
            {
                Best = new(0, _next - _now.Count, _now);
            }
        }
    }
}
