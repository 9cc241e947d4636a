using System.Diagnostics;
using System.Runtime.InteropServices;
using IdmLive.Diffusion.Models;
using IdmLive.Diffusion.Restoring;
using IdmLive.Pipeline.Restoring;
using OpenCvSharp;
using TorchSharp;
using static TorchSharp.torch;

namespace IdmLive.Diffusion.Streaming;

/// <summary>
/// Restores faces of a stream with one network call a frame: the chain of the diffusion runs across the frames. The previous frame's result, moved to
/// where the face is now and noised to a fixed level, is the start of this frame's single call, so a still face comes to the picture of many steps and a
/// moving one falls back to that of one. What of the past is used is decided by <see cref="StreamPolicy"/>.
/// </summary>
public sealed class StreamingRestorer : IStreamRestorer
{
    private readonly StreamingOptions _options;
    private readonly StreamPolicy _policy;
    private readonly StreamNetwork _network;
    private readonly ChangeMeter _change = new();
    private readonly CropFlow _flow;
    private readonly TrustedBlend _blend = new();
    private readonly Dictionary<int, StreamImages> _images;
    private readonly Dictionary<int, TrackMemory> _tracks = [];
    private readonly List<(int Index, TrackMemory Track, StreamDecision Decision)> _cold = [], _warm = [];
    private readonly CallGroup _call = new();
    private readonly Mat _result = new();
    private long _frame;
    private bool _isReady;

    /// <summary>Prepares a model.</summary>
    /// <param name="package">The model.</param>
    /// <param name="options">How to run it.</param>
    /// <param name="people">
    /// For each enrolled person all parameters of the network, the person's part merged in, in the order of its layout; null for nobody. Faces of people who
    /// are not among them get the model's own. Each person takes as much memory as the model, and a frame one call more for each who is in it beside others.
    /// </param>
    /// <exception cref="ArgumentException">An option is out of range, or options or a person's parameters do not fit the model.</exception>
    public StreamingRestorer(ModelPackage package, StreamingOptions? options = null, IReadOnlyDictionary<string, ReadOnlyMemory<float>>? people = null)
    {
        _options = options ?? new();
        _options.Check();
        CropSize = package.Manifest.Resolution;
        int multiple = package.Manifest.Network.SizeMultiple;
        if (_options.Sizes.Any(s => s > CropSize || s % multiple != 0 || s % 16 != 0))
        {
            throw new ArgumentException(
                $"Sizes are {string.Join(", ", _options.Sizes)}; model '{package.Manifest.Name}' takes up to {CropSize} pixels in multiples of {Math.Max(multiple, 16)}.");
        }

        ModelName = package.Manifest.Name;
        _policy = new(_options);
        _network = new(package, _options, people);
        _flow = new(CropSize, _options.TrustRange);
        _images = _options.Sizes.ToDictionary(s => s, s => new StreamImages(s, CropSize, _network.Device));
    }

    /// <inheritdoc/>
    public int CropSize { get; }

    /// <inheritdoc/>
    public string ModelName { get; }

    /// <inheritdoc/>
    public IReadOnlyList<int> Sizes => _options.Sizes;

    /// <summary>What the arithmetic came to.</summary>
    public Arithmetic Arithmetic => _network.Type == ScalarType.BFloat16 ? Arithmetic.BFloat16 : Arithmetic.Float32;

    /// <inheritdoc/>
    public TimeSpan NetworkTime { get; private set; }

    /// <summary>Tracks that are remembered.</summary>
    public int Tracks => _tracks.Count;

    /// <inheritdoc/>
    public void Restore(IReadOnlyList<StreamFace> faces, int size, Span<StreamResult> results)
    {
        Check(faces, size, results.Length);
        if (!_isReady)
        {
            // Here and not in the constructor: tensors belong to the thread that calls.
            set_num_threads(1);
            _network.WarmUp(Sizes);
            _isReady = true;
        }

        _frame++;
        NetworkTime = TimeSpan.Zero;
        _cold.Clear();
        _warm.Clear();
        for (int i = 0; i < faces.Count; i++)
        {
            results[i] = Prepare(i, faces[i], mayCall: size > 0);
        }

        try
        {
            CallEach(_cold, faces, size, results);
            CallEach(_warm, faces, size, results);
        }
        catch (Exception e) when (e is ExternalException or RestoringException)
        {
            Reset();
            throw e as RestoringException ?? new RestoringException($"The network call failed: {FirstLine(e.Message)}.", _network.Device.type == DeviceType.CUDA, e);
        }

        ForgetLost();
    }

    /// <inheritdoc/>
    public void Reset()
    {
        foreach (TrackMemory track in _tracks.Values)
        {
            track.Dispose();
        }

        _tracks.Clear();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Reset();
        _network.Dispose();
        _change.Dispose();
        _flow.Dispose();
        _blend.Dispose();
        _result.Dispose();
        foreach (StreamImages images in _images.Values)
        {
            images.Dispose();
        }
    }

    /// <summary>What is remembered of a track; null where there is nothing.</summary>
    internal TrackMemory? Memory(int track) => _tracks.GetValueOrDefault(track);

    /// <summary>Decides about a face; those that need no call are done here.</summary>
    private StreamResult Prepare(int index, in StreamFace face, bool mayCall)
    {
        if (!_tracks.TryGetValue(face.TrackId, out TrackMemory? track))
        {
            _tracks[face.TrackId] = track = new(CropSize);
        }

        track.LastFrame = _frame;
        _change.Reduce(face.Crop, track.NextLuma);
        CropChange change = track.History.HasResult ? _change.Measure(track.Luma, track.NextLuma) : new(1, 1);
        track.History = track.History.HasResult ? track.History.Seeing(change.Largest) : track.History;
        string? person = face.Person is { } name && _network.Knows(name) ? name : null;
        track.History = track.History with { IsOtherPerson = track.History.HasResult && track.Person != person };
        StreamDecision decision = _policy.Decide(track.History, change, mayCall);
        double d = _policy.WithoutNoise(track.History, change.Largest);
        switch (decision.Mode)
        {
            case StreamMode.Skip:
                track.Shown.CopyTo(face.Restored);
                break;
            case StreamMode.Passed:
                face.Crop.CopyTo(face.Restored);
                break;
            case StreamMode.Warped:
                Move(track, decision.NeedsFlow);
                _blend.Apply(face.Crop, track.Moved, track.LargeTrust, 1, face.Restored);

                // There is no time, so none for averaging either.
                face.Crop.CopyTo(track.Steady);
                face.Restored.CopyTo(track.Shown);
                track.Moved.CopyTo(track.Result);
                track.TakeLuma();
                break;
            default:
                if (decision.Mode == StreamMode.Warm || decision.Fades)
                {
                    track.Fading = decision.Fades ? _options.FadeFrames : track.Fading;
                    Move(track, decision.NeedsFlow);
                    Average(track, face.Crop, decision.NeedsFlow);
                }
                else
                {
                    // A cut: what was fading out is no part of this scene.
                    track.Fading = 0;
                    face.Crop.CopyTo(track.Steady);
                }

                track.Person = person;
                (decision.Mode == StreamMode.Cold ? _cold : _warm).Add((index, track, decision));
                return new(decision.Mode, d, 0);
        }

        track.History = track.History.After(decision.Mode, 0);
        return new(decision.Mode, d, 0);
    }

    private void Move(TrackMemory track, bool needsFlow)
    {
        double noise = Math.Min(track.History.NoiseFloor, _options.MaxNoise);
        if (needsFlow)
        {
            _flow.Move(track.Luma, track.NextLuma, track.Result, track.Moved, track.Trust, noise);
        }
        else
        {
            _flow.Stay(track.Luma, track.NextLuma, track.Result, track.Moved, track.Trust, noise);
        }

        Cv2.Resize(track.Trust, track.LargeTrust, new OpenCvSharp.Size(CropSize, CropSize), 0, 0, InterpolationFlags.Linear);
    }

    /// <summary>The crop that the network is given: this frame's, and what was given before where that is trusted. Moves what was shown before, too.</summary>
    private void Average(TrackMemory track, Mat crop, bool needsFlow)
    {
        if (needsFlow)
        {
            _flow.MoveAlso(track.Steady, track.MovedSteady);
            _flow.MoveAlso(track.Shown, track.MovedShown);
        }
        else
        {
            track.Keep();
        }

        _blend.Apply(crop, track.MovedSteady, track.LargeTrust, needsFlow ? _options.MovingSteadiness : _options.StillSteadiness, track.Steady);

        // The next frame is compared with what was averaged: that has next to no noise of its own, which would pass for motion.
        _change.Reduce(track.Steady, track.NextLuma);
    }

    /// <summary>One call for each person among the faces, and one for all others.</summary>
    private void CallEach(List<(int Index, TrackMemory Track, StreamDecision Decision)> group, IReadOnlyList<StreamFace> faces, int size, Span<StreamResult> results)
    {
        if (group.Count == 0)
        {
            return;
        }

        if (AreOnePerson(group))
        {
            Call(group, faces, size, results);
            return;
        }

        foreach (IGrouping<string?, (int Index, TrackMemory Track, StreamDecision Decision)> person in group.GroupBy(g => g.Track.Person))
        {
            Call([.. person], faces, size, results);
        }
    }

    // A loop: a lambda that knows the group is an object each frame.
    private static bool AreOnePerson(List<(int Index, TrackMemory Track, StreamDecision Decision)> group)
    {
        foreach ((_, TrackMemory track, _) in group)
        {
            if (track.Person != group[0].Track.Person)
            {
                return false;
            }
        }

        return true;
    }

    private void Call(List<(int Index, TrackMemory Track, StreamDecision Decision)> group, IReadOnlyList<StreamFace> faces, int size, Span<StreamResult> results)
    {
        long began = Stopwatch.GetTimestamp();
        using IDisposable noGradient = no_grad();
        using DisposeScope scope = NewDisposeScope();
        StreamImages images = _images[size];
        bool isCold = group[0].Decision.Mode == StreamMode.Cold;

        // One call for all of them: the face that moves most decides how much of the past any of them uses.
        _call.Fill(group, faces, _options.Seed);
        double level = isCold ? _network.ColdLevel : _call.Level;
        Tensor y = images.LoadInputs(_call.Crops);
        Tensor? trust = isCold ? null : images.LoadTrust(_call.Trust);
        Tensor? moved = isCold ? null : images.LoadEarlier(_call.Moved);
        Tensor noise = images.Noise(_call.Seeds);
        (Tensor x, float[] drifts) = _network.Run(group[0].Track.Person, level, y, isCold ? y : y.lerp(moved!, trust!), noise);
        NetworkTime += Stopwatch.GetElapsedTime(began);
        float worst = 0;
        foreach (float d in drifts)
        {
            worst = float.IsFinite(d) ? worst : d;
        }

        if (!float.IsFinite(worst))
        {
            throw new RestoringException("The network gave values that are no numbers; the frame is passed on as it came.");
        }

        images.StoreResults(x, _call.Results);
        if (images.Size != CropSize)
        {
            images.StoreShown(x, _call.Crops, _call.Restored);
        }

        for (int i = 0; i < group.Count; i++)
        {
            (int index, TrackMemory track, StreamDecision decision) = group[i];
            Mat restored = faces[index].Restored;
            Mat fresh = track.Result;
            if (images.Size != CropSize)
            {
                restored.CopyTo(_result);
                fresh = _result;
            }

            // While another face fades out nothing of it may be kept longer than the fading does.
            double smoothing = isCold || track.Fading > 0 ? 0 : decision.NeedsFlow ? _options.MovingSmoothing : _options.StillSmoothing;
            _blend.Apply(fresh, track.MovedShown, track.LargeTrust, smoothing, restored);

            if (track.Fading > 0)
            {
                double old = (double)track.Fading / (_options.FadeFrames + 1);
                Cv2.AddWeighted(restored, 1 - old, track.MovedShown, old, 0, restored);
                track.Fading--;
            }

            restored.CopyTo(track.Shown);
            track.TakeLuma();

            // The range of x is 2 wide, that of brightness 1.
            track.History = track.History.After(decision.Mode, drifts[i] / 2);
            track.History = track.History with { IsTurning = track.History.IsTurning && track.Fading > 0 };
            results[index] = results[index] with { Drift = drifts[i] / 2 };
        }
    }

    private void ForgetLost()
    {
        foreach ((int id, TrackMemory track) in _tracks)
        {
            if (_frame - track.LastFrame > _options.ForgetAfter)
            {
                track.Dispose();
                _tracks.Remove(id);
            }
        }
    }

    private void Check(IReadOnlyList<StreamFace> faces, int size, int results)
    {
        if (size != 0 && !_images.ContainsKey(size))
        {
            throw new ArgumentException($"The network was asked to run at {size} pixels; choose {string.Join(", ", Sizes)}, or 0 for no call.");
        }

        if (results < faces.Count)
        {
            throw new ArgumentException($"There are {faces.Count} faces and room for {results} results; give one for each.");
        }

        // By index: an enumerator of an interface is an object.
        for (int i = 0; i < faces.Count; i++)
        {
            CheckPicture(faces[i].Crop);
            CheckPicture(faces[i].Restored);
        }
    }

    private void CheckPicture(Mat picture)
    {
        if (picture.Width != CropSize || picture.Height != CropSize || picture.Type() != MatType.CV_8UC3)
        {
            throw new ArgumentException($"A crop is {picture.Width}x{picture.Height} {picture.Type()}; this model takes {CropSize}x{CropSize} CV_8UC3.");
        }
    }

    private static string FirstLine(string message) => message.Split('\n')[0].TrimEnd('.', ' ');
}
