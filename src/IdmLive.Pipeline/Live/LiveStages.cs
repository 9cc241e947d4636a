using IdmLive.Pipeline.People;
using IdmLive.Pipeline.Restoring;
using IdmLive.Pipeline.Session;
using OpenCvSharp;

namespace IdmLive.Pipeline.Live;

/// <summary>
/// The stages a frame goes through between source and sinks. Nothing found, nothing lost: when a stage fails the frame goes on as it came, with a
/// count and a reason. <see cref="Find"/> and <see cref="Restore"/> belong to one thread, <see cref="PutBack"/> to another.
/// </summary>
public sealed class LiveStages : IDisposable
{
    private const int WarmUpCalls = 5;

    private readonly IFaceExtractor _extractor;
    private readonly Func<IStreamRestorer>? _fallback;
    private readonly IFaceGuard? _guard;
    private readonly IPersonMatcher? _people;
    private readonly FrameKeeper? _keeper;
    private readonly int _maxFaces;
    private readonly List<StreamFace> _faces = [];
    private IStreamRestorer? _restorer;

    /// <summary>Takes over what does the work.</summary>
    /// <param name="extractor">Finds faces and puts them back.</param>
    /// <param name="restorer">Restores them; null where nothing is to be restored.</param>
    /// <param name="maxFaces">Faces that are restored at most.</param>
    /// <param name="guard">Decides how much of each restoration is taken; null for all of it.</param>
    /// <param name="fallback">Makes a restorer on another device when the first one's is lost; null where there is none.</param>
    /// <param name="people">Says who the faces are; null where nobody is looked for.</param>
    /// <param name="keeper">Keeps good frames of enrolled people; null where none are kept.</param>
    public LiveStages(
        IFaceExtractor extractor,
        IStreamRestorer? restorer,
        int maxFaces,
        IFaceGuard? guard = null,
        Func<IStreamRestorer>? fallback = null,
        IPersonMatcher? people = null,
        FrameKeeper? keeper = null)
    {
        _extractor = extractor;
        _restorer = restorer;
        _guard = guard;
        _people = people;
        _keeper = keeper;
        _fallback = fallback;
        _maxFaces = maxFaces;
        CropSize = restorer?.CropSize ?? new Faces.FaceTrackerOptions().CropSize;
    }

    /// <summary>Width and height of crops in pixels.</summary>
    public int CropSize { get; }

    /// <summary>Sizes that the network can run at, largest first; none where nothing is restored.</summary>
    public IReadOnlyList<int> Sizes => _restorer?.Sizes ?? [];

    /// <summary>Whether enrolled people are looked for.</summary>
    public bool RecognisesPeople => _people is not null;

    /// <summary>Keeps good frames of enrolled people; null where none are kept.</summary>
    public FrameKeeper? Keeper => _keeper;

    /// <summary>Name of the model, or null.</summary>
    public string? ModelName => _restorer?.ModelName;

    /// <summary>What the network's calls took for the frame that was restored last.</summary>
    public TimeSpan NetworkTime { get; private set; }

    /// <summary>Frames in which a stage failed.</summary>
    public long Failures { get; private set; }

    /// <summary>What the last failure said; null while there was none.</summary>
    public string? LastFailure { get; private set; }

    /// <summary>
    /// Runs everything once on a drawn picture, before the first frame: what is compiled, allocated and tried out at a first call would make the first
    /// frames late, and the ladder would take that for the usual. On the thread that restores.
    /// </summary>
    /// <param name="size">Size of the frames in pixels.</param>
    public void WarmUp(Size size)
    {
        using LiveFrame frame = new(size, CropSize);
        new RNG(1).Fill(frame.Image, DistributionType.Uniform, Scalar.All(60), Scalar.All(190));
        for (int i = 0; i < 2; i++)
        {
            frame.Begin();
            Find(frame);
        }

        if (_restorer is not null)
        {
            using Mat crop = new(CropSize, CropSize, MatType.CV_8UC3), restored = new(CropSize, CropSize, MatType.CV_8UC3);
            StreamResult[] results = new StreamResult[1];
            for (int i = 0; i < WarmUpCalls * _restorer.Sizes.Count; i++)
            {
                // Another picture each time, not so different that it would be a cut: cold, then warm with flow.
                new RNG((ulong)i + 1).Fill(crop, DistributionType.Uniform, Scalar.All(100), Scalar.All(150));
                Cv2.Blur(crop, crop, new Size(9, 9));
                _restorer.Restore([new(1, crop, restored)], _restorer.Sizes[i / WarmUpCalls], results);
            }

            _guard?.Judge(new(1, crop, restored), results[0]);
        }

        Reset();
        (Failures, LastFailure) = (0, null);
    }

    /// <summary>Finds the faces of a frame and cuts their crops.</summary>
    public void Find(LiveFrame frame)
    {
        try
        {
            _extractor.Extract(frame.Image, frame.Stamp.MediaTime, frame.Faces);
            frame.Faces.KeepLargest(_maxFaces);
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            Fail(frame, e);
        }
    }

    /// <summary>Restores the faces of a frame.</summary>
    /// <param name="frame">Its <see cref="LiveFrame.Rung"/> says how.</param>
    /// <param name="strength">0 leaves it as it is.</param>
    /// <returns>A reason to call the network no more for a while; null where all went well.</returns>
    public string? Restore(LiveFrame frame, double strength)
    {
        NetworkTime = TimeSpan.Zero;
        if (frame.IsPassed || _restorer is null || strength == 0 || frame.Rung.Size < 0 || frame.Faces.Tracked.Count == 0)
        {
            frame.IsPassed = true;
            return null;
        }

        try
        {
            if (_people is not null)
            {
                frame.People = frame.Faces.Recognise(_people);
            }

            _faces.Clear();
            for (int i = 0; i < frame.Faces.Tracked.Count; i++)
            {
                _faces.Add(new(frame.Faces.Tracked[i].TrackId, frame.Faces.Crop(i), frame.Faces.Restored(i), frame.Faces.Person(i)));
            }

            _restorer.Restore(_faces, frame.Rung.Size, frame.Results);
            NetworkTime = _restorer.NetworkTime;
            foreach (StreamResult result in frame.Results)
            {
                frame.Called |= result.Mode is StreamMode.Cold or StreamMode.Warm;
            }

            for (int i = 0; i < _faces.Count; i++)
            {
                frame.Faces.SetStrength(i, _guard?.Judge(_faces[i], frame.Results[i]) ?? 1);
            }

            // The crops are still as they were cut: what is restored lies elsewhere.
            _keeper?.Offer(frame.Faces, frame.People, frame.Stamp.MediaTime);
            return null;
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            Fail(frame, e);
            if (e is RestoringException { IsDeviceLost: true } && _fallback is not null)
            {
                _restorer.Dispose();
                _restorer = _fallback();
                LastFailure = $"{e.Message.TrimEnd('.')}; going on with another device.";
            }

            return LastFailure;
        }
    }

    /// <summary>Puts the restored faces into the frame.</summary>
    public void PutBack(LiveFrame frame, double strength)
    {
        if (frame.IsPassed)
        {
            return;
        }

        try
        {
            _extractor.PutBack(frame.Image, frame.Faces, strength);
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            Fail(frame, e);
        }
    }

    /// <summary>Says that the picture is another one: nothing of the past counts.</summary>
    public void Reset()
    {
        _restorer?.Reset();
        _people?.Restart();
        _keeper?.Restart();
        _extractor.RestartDetection();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _keeper?.Dispose();
        _extractor.Dispose();
        _restorer?.Dispose();
        _guard?.Dispose();
        _people?.Dispose();
    }

    private void Fail(LiveFrame frame, Exception e)
    {
        frame.IsPassed = true;
        Failures++;
        LastFailure = e.Message.Split('\n')[0];
    }
}
