using IdmLive.Pipeline.Capture;
using IdmLive.Pipeline.Faces;
using IdmLive.Pipeline.Media;
using OpenCvSharp;

namespace IdmLive.Pipeline.People;

/// <summary>Gathers faces from somebody before a camera, who is asked to do one thing after the other. One call at a time.</summary>
/// <param name="meter">Measures; stays the caller's.</param>
/// <param name="options">Settings; the defaults where null.</param>
public sealed class CameraCandidates(CandidateMeter meter, CandidateReaderOptions? options = null)
{
    private readonly CandidateReaderOptions _options = options ?? new();

    /// <summary>Looks for a while; each prompt gets the same time.</summary>
    /// <param name="source">The camera; opened and closed here.</param>
    /// <param name="length">How long, by the frames' own stamps; above zero.</param>
    /// <param name="prompts">What is asked, in order; null for all of <see cref="CapturePrompts.All"/>.</param>
    /// <param name="progress">Told after every frame, on the calling thread; null for nobody.</param>
    /// <param name="stop">Asks to stop.</param>
    /// <exception cref="MediaException">The source cannot be opened, or gives no frame; one sentence.</exception>
    /// <exception cref="PeopleException">The camera was lost on the way.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="stop"/> was cancelled.</exception>
    public CandidateSet Read(
        ILiveSource source, TimeSpan length, IReadOnlyList<CapturePrompt>? prompts = null, Action<GatheringProgress>? progress = null, CancellationToken stop = default)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(length, TimeSpan.Zero);
        _options.Check();
        prompts = prompts is { Count: > 0 } ? prompts : CapturePrompts.All;
        TimeSpan each = length / prompts.Count, interval = length / _options.MostFrames;
        using LiveInput input = source.Open(stop);
        using CandidateCollector collector = new(meter, new BlazeFaceDetector(new() { Search = FaceSearchOptions.Video }), isVideo: true, _options.Side);
        using Mat image = new(input.Frames.FrameSize, MatType.CV_8UC3);
        if (input.Note is { } note)
        {
            collector.Note(note);
        }

        TimeSpan? first = null;
        TimeSpan next = TimeSpan.Zero, elapsed = TimeSpan.Zero;
        bool sees = false;
        while (elapsed < length)
        {
            stop.ThrowIfCancellationRequested();
            if (!input.Frames.TryRead(image, out FrameStamp stamp))
            {
                End(source, first, elapsed, length, collector);
                break;
            }

            first ??= stamp.MediaTime;
            elapsed = stamp.MediaTime - first.Value;
            if (elapsed >= length)
            {
                break;
            }

            int asked = Math.Min((int)(elapsed / each), prompts.Count - 1);
            if (elapsed >= next)
            {
                next = elapsed + interval;
                sees = collector.Add(image, source.Name, elapsed, prompts[asked]);
            }

            progress?.Invoke(new(collector.Seen, 0, collector.Count) { Prompt = prompts[asked], PromptLeft = (each * (asked + 1)) - elapsed, SeesFace = sees });
        }

        return collector.ToSet();
    }

    private static void End(ILiveSource source, TimeSpan? first, TimeSpan elapsed, TimeSpan length, CandidateCollector collector)
    {
        if (first is null)
        {
            throw new MediaException(MediaFailure.Input, $"{source.Name} gives no picture; is it in use by another program?");
        }

        string sentence = $"{source.Name} ended after {elapsed.TotalSeconds:F0} of {length.TotalSeconds:F0} seconds";
        if (source.CanReturn)
        {
            throw new PeopleException(PeopleFailure.Input, $"{sentence}; connect it again and start anew.");
        }

        collector.Note($"{sentence}; what is there was looked at.");
    }
}
