using IdmLive.Pipeline.Restoring;
using OpenCvSharp;

namespace IdmLive.Diffusion.Streaming;

/// <summary>
/// The faces of one network call as lists side by side. They are filled anew for each call and keep their memory, so that a warm line makes no arrays.
/// One thread.
/// </summary>
internal sealed class CallGroup
{
    private readonly List<Mat> _crops = [], _restored = [], _trust = [], _moved = [], _results = [];
    private readonly List<long> _seeds = [];

    /// <summary>What came, steadied.</summary>
    public IReadOnlyList<Mat> Crops => _crops;

    /// <summary>Where what is shown goes.</summary>
    public IReadOnlyList<Mat> Restored => _restored;

    /// <summary>How far the moved results can be trusted.</summary>
    public IReadOnlyList<Mat> Trust => _trust;

    /// <summary>The moved results.</summary>
    public IReadOnlyList<Mat> Moved => _moved;

    /// <summary>Where the results go.</summary>
    public IReadOnlyList<Mat> Results => _results;

    /// <summary>Seeds of the noise.</summary>
    public IReadOnlyList<long> Seeds => _seeds;

    /// <summary>The level of the face that moves most: it decides how much of the past any of them uses.</summary>
    public double Level { get; private set; }

    /// <summary>Takes the faces of a call.</summary>
    /// <param name="group">At least one.</param>
    /// <param name="faces">All faces of the frame.</param>
    /// <param name="seed">The stream's seed.</param>
    public void Fill(List<(int Index, TrackMemory Track, StreamDecision Decision)> group, IReadOnlyList<StreamFace> faces, long seed)
    {
        _crops.Clear();
        _restored.Clear();
        _trust.Clear();
        _moved.Clear();
        _results.Clear();
        _seeds.Clear();
        Level = group[0].Decision.Level;
        foreach ((int index, TrackMemory track, StreamDecision decision) in group)
        {
            StreamFace face = faces[index];
            _crops.Add(track.Steady);
            _restored.Add(face.Restored);
            _trust.Add(track.Trust);
            _moved.Add(track.Moved);
            _results.Add(track.Result);
            _seeds.Add(TrackSeed.Of(seed, face.TrackId));
            Level = Math.Min(Level, decision.Level);
        }
    }
}
