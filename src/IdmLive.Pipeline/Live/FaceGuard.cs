using IdmLive.Pipeline.Measures;
using IdmLive.Pipeline.Restoring;
using OpenCvSharp;

namespace IdmLive.Pipeline.Live;

/// <summary>
/// Keeps restorations honest while they run. How much is taken follows how bad the input is, so a clean face passes nearly untouched; it falls when input
/// and result stop being the same person; and places where the result shows another structure than the camera stay as they came. One thread.
/// </summary>
public sealed class FaceGuard : IFaceGuard
{
    private const int Forgetting = 60;

    private readonly FaceGuardOptions _options;
    private readonly DegradationMeter _meter = new();
    private readonly OcclusionGuard _occlusion;
    private readonly IdentityWatch _identity;
    private readonly FaceEmbedder? _embedder;
    private readonly TimeProvider _time;
    private readonly Dictionary<int, TrackState> _tracks = [];
    private long _lastLook, _judged;

    /// <summary>Makes a guard.</summary>
    /// <param name="options">Settings; the defaults where null.</param>
    /// <param name="compare">Cosine of two aligned crops; the embedder inside the program where null.</param>
    /// <param name="time">The clock; the system's where null.</param>
    public FaceGuard(FaceGuardOptions? options = null, Func<Mat, Mat, double>? compare = null, TimeProvider? time = null)
    {
        _options = options ?? new();
        _time = time ?? TimeProvider.System;
        _occlusion = new(_options.AgreeingLevels, _options.DisagreeingLevels);
        if (compare is null)
        {
            FaceEmbedder embedder = _embedder = new();
            compare = (a, b) => FaceEmbedder.Cosine(embedder.EmbedAligned(a), embedder.EmbedAligned(b));
        }

        _identity = new(compare);
        _lastLook = _time.GetTimestamp();
    }

    /// <inheritdoc/>
    public double Judge(in StreamFace face, in StreamResult result)
    {
        if (!_tracks.TryGetValue(face.TrackId, out TrackState? state))
        {
            _tracks[face.TrackId] = state = new();
        }

        state.LastSeen = ++_judged;
        if (state.Age++ % _options.MeasureEvery == 0)
        {
            double wanted = Wanted(_meter.Measure(face.Crop), _options);
            state.Strength = state.Age == 1 ? wanted : state.Strength + (_options.Smoothing * (wanted - state.Strength));
        }

        Look(face);
        double strength = state.Strength * Same(_identity.Cosine(face.TrackId), _options);
        if (strength > .02)
        {
            _occlusion.Apply(face.Crop, face.Restored);
        }

        Forget();
        return strength < .02 ? 0 : strength;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _identity.Dispose();
        _embedder?.Dispose();
        _meter.Dispose();
        _occlusion.Dispose();
    }

    /// <summary>How much of a restoration a crop wants.</summary>
    /// <param name="d">What is wrong with it.</param>
    /// <param name="options">The settings.</param>
    /// <returns>0 for a clean crop to 1.</returns>
    public static double Wanted(in Degradation d, FaceGuardOptions options)
    {
        double blur = 1 - Smooth(d.Sharpness, options.BlurredSharpness, options.CleanSharpness);
        double noise = Smooth(d.Noise, options.CleanNoise, options.NoisyNoise);
        return Math.Max(blur, noise);
    }

    /// <summary>How far input and result are the same person; 1 while nobody has looked.</summary>
    internal static double Same(double? cosine, FaceGuardOptions options) =>
        cosine is { } c ? Smooth(c, options.OtherPerson, options.SamePerson) : 1;

    private static double Smooth(double value, double from, double to)
    {
        double t = Math.Clamp((value - from) / (to - from), 0, 1);
        return t * t * (3 - (2 * t));
    }

    private void Look(in StreamFace face)
    {
        if (!_identity.IsBusy && _time.GetElapsedTime(_lastLook) >= _options.IdentityInterval)
        {
            _lastLook = _time.GetTimestamp();
            _identity.Ask(face.TrackId, face.Crop, face.Restored);
        }
    }

    private void Forget()
    {
        if (_judged % Forgetting != 0)
        {
            return;
        }

        foreach ((int id, TrackState state) in _tracks)
        {
            if (_judged - state.LastSeen > 10 * Forgetting)
            {
                _tracks.Remove(id);
                _identity.Forget(id);
            }
        }
    }

    private sealed class TrackState
    {
        public double Strength { get; set; } = 1;

        public long Age { get; set; }

        public long LastSeen { get; set; }
    }
}
