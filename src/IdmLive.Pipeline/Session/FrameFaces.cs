using IdmLive.Pipeline.Compositing;
using IdmLive.Pipeline.Faces;
using IdmLive.Pipeline.People;
using IdmLive.Pipeline.Restoring;
using OpenCvSharp;

namespace IdmLive.Pipeline.Session;

/// <summary>
/// The faces of one frame on their way through a session: found and cut, then restored, then put back. Its crops are kept and used
/// again for the next frame. Belongs to one thread at a time.
/// </summary>
public sealed class FrameFaces : IDisposable
{
    private readonly List<Mat> _crops = [];
    private readonly List<Mat> _restored = [];
    private readonly List<TrackedFace> _tracked = [];
    private readonly List<double> _strengths = [];
    private readonly List<string?> _people = [];
    private readonly List<FacePatch> _patches = [];

    /// <summary>Makes an empty list.</summary>
    /// <param name="cropSize">Width and height of the crops in pixels.</param>
    public FrameFaces(int cropSize)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(cropSize, 8);
        CropSize = cropSize;
    }

    /// <summary>Width and height of the crops in pixels.</summary>
    public int CropSize { get; }

    /// <summary>What the detector found, before tracking.</summary>
    public IReadOnlyList<DetectedFace> Detected { get; internal set; } = [];

    /// <summary>The faces to restore.</summary>
    public IReadOnlyList<TrackedFace> Tracked => _tracked;

    /// <summary>The crop of a face as it was cut, 8-bit BGR.</summary>
    /// <param name="index">Number of the face in <see cref="Tracked"/>.</param>
    public Mat Crop(int index) => _crops[index];

    /// <summary>The crop of a face after restoring, 8-bit BGR; before that, whatever an earlier frame left there.</summary>
    /// <param name="index">Number of the face in <see cref="Tracked"/>.</param>
    public Mat Restored(int index) => _restored[index];

    /// <summary>How much of a face's restoration is taken, 0 to 1; 1 unless it was set.</summary>
    /// <param name="index">Number of the face in <see cref="Tracked"/>.</param>
    public double Strength(int index) => _strengths[index];

    /// <summary>Sets how much of a face's restoration is taken.</summary>
    /// <param name="index">Number of the face in <see cref="Tracked"/>.</param>
    /// <param name="strength">0 to 1.</param>
    public void SetStrength(int index, double strength) => _strengths[index] = strength;

    /// <summary>Name of the enrolled person that a face is taken for; null for nobody, and before <see cref="Recognise"/>.</summary>
    /// <param name="index">Number of the face in <see cref="Tracked"/>.</param>
    public string? Person(int index) => _people[index];

    /// <summary>Keeps the largest faces only, in their order.</summary>
    /// <param name="count">How many, 1 or more.</param>
    public void KeepLargest(int count)
    {
        while (_tracked.Count > count)
        {
            // The scale goes from image to crop: the smallest face has the largest one.
            int smallest = Enumerable.Range(0, _tracked.Count).MaxBy(i => _tracked[i].ImageToCrop.Scale);
            _tracked.RemoveAt(smallest);
            _strengths.RemoveAt(smallest);
            _people.RemoveAt(smallest);
            (Mat crop, Mat restored) = (_crops[smallest], _restored[smallest]);
            _crops.RemoveAt(smallest);
            _restored.RemoveAt(smallest);
            _crops.Add(crop);
            _restored.Add(restored);
        }
    }

    /// <summary>Forgets the faces of the frame before and keeps their memory.</summary>
    public void Clear()
    {
        Detected = [];
        _tracked.Clear();
        _strengths.Clear();
        _people.Clear();
    }

    /// <summary>Adds a face to restore.</summary>
    /// <returns>Where its crop goes: 8-bit BGR, to be overwritten wholly.</returns>
    public Mat Add(in TrackedFace face)
    {
        if (_crops.Count == _tracked.Count)
        {
            _crops.Add(new Mat(CropSize, CropSize, MatType.CV_8UC3));
            _restored.Add(new Mat(CropSize, CropSize, MatType.CV_8UC3));
        }

        _tracked.Add(face);
        _strengths.Add(1);
        _people.Add(null);
        return _crops[_tracked.Count - 1];
    }

    /// <summary>Has the faces recognised, and notes whom each is taken for.</summary>
    /// <param name="people">Says who they are.</param>
    /// <returns>What it said, for each of <see cref="Tracked"/>.</returns>
    public IReadOnlyList<PersonMatch> Recognise(IPersonMatcher people)
    {
        ArgumentNullException.ThrowIfNull(people);
        IReadOnlyList<PersonMatch> matches = people.Match(this);
        for (int i = 0; i < matches.Count; i++)
        {
            _people[i] = matches[i].Name;
        }

        return matches;
    }

    /// <summary>Restores all crops in one call. The restorer's thread calls it.</summary>
    /// <param name="restorer">Takes crops of <see cref="CropSize"/>.</param>
    /// <param name="seed">The run's seed; with the identity of a face it decides about its noise.</param>
    public void Restore(IFaceRestorer restorer, long seed)
    {
        ArgumentNullException.ThrowIfNull(restorer);
        if (_tracked.Count > 0)
        {
            FaceCrop[] crops = [.. _tracked.Select((face, i) => new FaceCrop(_crops[i], TrackSeed.Of(seed, face.TrackId), _people[i]))];
            restorer.Restore(crops, _restored[.._tracked.Count]);
        }
    }

    /// <summary>Puts all restored crops back, each with its own strength.</summary>
    /// <param name="image">8-bit or 16-bit BGR; changed in place.</param>
    /// <param name="paster">Does it.</param>
    /// <param name="strength">Factor on all of them, 0 to 1.</param>
    public void PasteInto(Mat image, FacePaster paster, double strength)
    {
        ArgumentNullException.ThrowIfNull(paster);
        _patches.Clear();
        for (int i = 0; i < _tracked.Count; i++)
        {
            _patches.Add(new(_crops[i], _restored[i], _tracked[i].ImageToCrop, strength * _strengths[i]));
        }

        paster.PasteAll(image, _patches);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _crops.ForEach(crop => crop.Dispose());
        _restored.ForEach(crop => crop.Dispose());
    }
}
