using IdmLive.Pipeline.Restoring;

namespace IdmLive.Diffusion.Streaming;

/// <summary>
/// Decides what of the past a face of the next frame uses: reuse, refresh or reset. Numbers alone, no picture and no tensor. Immutable and thread-safe.
/// </summary>
internal sealed class StreamPolicy
{
    private readonly StreamingOptions _options;

    /// <summary>Makes a policy.</summary>
    /// <param name="options">Checked.</param>
    public StreamPolicy(StreamingOptions options) => _options = options;

    /// <summary>The change without the camera's noise.</summary>
    public double WithoutNoise(in TrackHistory history, double largest) =>
        Math.Max(0, largest - Math.Min(history.NoiseFloor, _options.MaxNoise));

    /// <summary>Decides.</summary>
    /// <param name="history">The track's past, this frame's change taken in.</param>
    /// <param name="change">What changed since the last frame that was made.</param>
    /// <param name="mayCall">Whether there is time for a network call.</param>
    public StreamDecision Decide(in TrackHistory history, in CropChange change, bool mayCall)
    {
        double d = WithoutNoise(history, change.Largest);
        bool isCut = change.Mean > _options.CutChange;
        if (!history.HasResult || isCut)
        {
            return new(mayCall ? StreamMode.Cold : StreamMode.Passed, 0, false, false);
        }

        // Another person's parameters: what was shown fades out. While it does nothing is shown again, or the fading would stand still.
        bool moves = d >= _options.FlowChange;
        if (history.IsOtherPerson && mayCall)
        {
            return new(StreamMode.Cold, 0, moves, true);
        }

        if (d < _options.SkipChange && history.Skips < _options.MaxSkips && !(history.IsTurning && mayCall))
        {
            return new(StreamMode.Skip, 0, false, false);
        }

        if (!mayCall)
        {
            return new(StreamMode.Warped, 0, moves, false);
        }

        if (history.LastDrift > Math.Max(_options.DriftFloor, _options.DriftFactor * history.UsualDrift))
        {
            return new(StreamMode.Cold, 0, moves, true);
        }

        return new(StreamMode.Warm, d >= _options.FastChange ? _options.FastLevel : _options.StillLevel, moves, false);
    }
}
