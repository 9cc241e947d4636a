using System.Globalization;
using IdmLive.Pipeline.Media;
using OpenCvSharp;

namespace IdmLive.Pipeline.Capture;

/// <summary>
/// <c>camera:N</c>: a camera of this machine. It is asked for Motion JPEG of a certain size and rate and for few buffers, every way to open it
/// is tried, and its real rate is measured when it is opened for the first time.
/// </summary>
public sealed class CameraLiveSource : ILiveSource
{
    private readonly int _index;
    private readonly CameraLiveSourceOptions _options;
    private readonly TimeProvider _time;
    private readonly Lock _lock = new();
    private (CameraWay Way, Size Size, double Rate)? _known;

    /// <summary>Makes a source; the camera is looked for when it is opened.</summary>
    /// <param name="index">Number of the camera, from 0.</param>
    /// <param name="options">What is asked of it.</param>
    /// <param name="time">The clock that frames are stamped by.</param>
    public CameraLiveSource(int index, CameraLiveSourceOptions options, TimeProvider time)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Width, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Height, 1);
        (_index, _options, _time) = (index, options, time);
    }

    /// <inheritdoc/>
    public string Name => string.Create(CultureInfo.InvariantCulture, $"camera:{_index}");

    /// <inheritdoc/>
    public bool CanReturn => true;

    /// <inheritdoc/>
    public LiveInput Open(CancellationToken stop)
    {
        stop.ThrowIfCancellationRequested();
        if (OperatingSystem.IsLinux() && CameraDevice.FindProblem(_index, "/dev") is { } problem)
        {
            throw new MediaException(MediaFailure.Input, problem);
        }

        (CameraWay Way, Size Size, double Rate)? known;
        lock (_lock)
        {
            known = _known;
        }

        List<string> errors = [];
        IEnumerable<CameraWay> ways = known is { } worked ? [worked.Way, .. CameraDevice.Ways.Where(w => w != worked.Way)] : CameraDevice.Ways;
        foreach (CameraWay way in ways)
        {
            if (Begin(way, errors, stop, out string? format) is { } frames)
            {
                double rate = known is { } before && before.Size == frames.FrameSize && before.Way == way ? before.Rate : Measure(frames, stop);
                if (rate > 0)
                {
                    (frames, rate, CameraWay used) = Faster(way, frames, rate, errors, stop);
                    lock (_lock)
                    {
                        _known = (used, frames.FrameSize, rate);
                    }

                    frames.SilenceLimit = _options.SilenceLimit;
                    return new(frames, rate) { Note = CameraDevice.Difference(Name, _options, frames.FrameSize, rate, format) };
                }

                frames.Dispose();
                errors.Add($"{way}: it stopped after its first pictures");
            }

            stop.ThrowIfCancellationRequested();
        }

        throw CameraDevice.Failure(_index, errors);
    }

    private WatchedFrameSource? Begin(CameraWay way, List<string> errors, CancellationToken stop, out string? format)
    {
        format = null;
        VideoCapture? capture = CameraDevice.TryOpen(_index, way, _options);
        if (capture is null)
        {
            errors.Add($"{way}: it does not open");
            return null;
        }

        format = CameraDevice.Format(capture);

        // The first picture may hang for good, and then nothing but the thread that waits for it can close the camera.
        Task<CameraFrames?> first = Task.Factory.StartNew(() => CameraFrames.Begin(capture, _time), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        bool came;
        try
        {
            came = first.Wait((int)_options.FirstFrameLimit.TotalMilliseconds, stop);
        }
        catch (OperationCanceledException)
        {
            CloseWhenItComes(first);
            throw;
        }

        if (!came)
        {
            CloseWhenItComes(first);
            errors.Add(string.Create(CultureInfo.InvariantCulture, $"{way}: no picture in {_options.FirstFrameLimit.TotalSeconds:0.#} s"));
            return null;
        }

        if (first.Result is null)
        {
            errors.Add($"{way}: it opens and gives no picture");
            return null;
        }

        return new(first.Result, _time, abort: null, stop) { SilenceLimit = _options.FirstFrameLimit };
    }

    private static void CloseWhenItComes(Task<CameraFrames?> first) =>
        first.ContinueWith(task => task.Result?.Dispose(), CancellationToken.None, TaskContinuationOptions.OnlyOnRanToCompletion, TaskScheduler.Default);

    /// <summary>
    /// With a single buffer some cameras skip every second frame. Frames are read here without a pause, so more buffers grow no older: where the
    /// camera is clearly slower than asked, that is tried.
    /// </summary>
    private (WatchedFrameSource Frames, double Rate, CameraWay Way) Faster(CameraWay way, WatchedFrameSource frames, double rate, List<string> errors, CancellationToken stop)
    {
        CameraWay more = way with { Buffers = 0 };
        if (way == more || rate > 0.75 * _options.Rate)
        {
            return (frames, rate, way);
        }

        frames.Dispose();
        if (Begin(more, errors, stop, out _) is { } again)
        {
            double better = Measure(again, stop);
            if (better > 0)
            {
                return (again, better, more);
            }

            again.Dispose();
        }

        throw CameraDevice.Failure(_index, [.. errors, $"{way}: it did not come back"]);
    }

    /// <summary>Frames a second over the first second or so; 0 where the camera stopped.</summary>
    private double Measure(WatchedFrameSource frames, CancellationToken stop)
    {
        using Mat image = new(frames.FrameSize.Height, frames.FrameSize.Width, MatType.CV_8UC3);
        FrameStamp first = default, last = default;
        for (int i = 0; i < 2 || _time.GetElapsedTime(first.CapturedTicks, last.CapturedTicks) < _options.RateMeasuring; i++)
        {
            if (!frames.TryRead(image, out last))
            {
                stop.ThrowIfCancellationRequested();
                return 0;
            }

            first = i == 0 ? last : first;
        }

        return (last.Sequence - first.Sequence) / _time.GetElapsedTime(first.CapturedTicks, last.CapturedTicks).TotalSeconds;
    }
}
