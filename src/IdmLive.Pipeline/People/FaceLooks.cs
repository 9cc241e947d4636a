using System.Collections.Concurrent;
using IdmLive.Pipeline.Live;
using IdmLive.Pipeline.Startup;
using OpenCvSharp;

namespace IdmLive.Pipeline.People;

/// <summary>Looks at faces on a thread of its own, one at a time: the line never waits for it. One thread asks and fetches.</summary>
internal sealed class FaceLooks : IDisposable
{
    private readonly Func<Mat, IReadOnlyList<PersonScore>> _score;
    private readonly Mailbox<Question> _box = new();
    private readonly Question _question = new();
    private readonly ConcurrentQueue<FaceLook> _answers = new();
    private readonly Thread _thread;
    private volatile bool _isBusy;

    /// <summary>Starts the thread.</summary>
    /// <param name="score">Scores of an aligned crop; called by this thread alone.</param>
    public FaceLooks(Func<Mat, IReadOnlyList<PersonScore>> score)
    {
        _score = score;
        _thread = new(Work) { IsBackground = true, Name = "people", Priority = ThreadPriority.BelowNormal };
        _thread.Start();
    }

    /// <summary>Whether a look is under way.</summary>
    public bool IsBusy => _isBusy;

    /// <summary>Asks for a look, unless one is under way; the picture is copied.</summary>
    public void Ask(int track, Mat crop)
    {
        if (_isBusy)
        {
            return;
        }

        _isBusy = true;
        crop.CopyTo(_question.Crop);
        _question.Track = track;
        _box.Put(_question);
    }

    /// <summary>A look that was finished since.</summary>
    public bool TryFetch(out FaceLook look) => _answers.TryDequeue(out look);

    /// <inheritdoc/>
    public void Dispose()
    {
        _box.Close();
        _thread.Join();
        _question.Crop.Dispose();
    }

    private void Work()
    {
        ThreadNiceness.Set(ThreadNiceness.Behind);
        while (!_box.IsOver)
        {
            if (_box.TryTake(Timeout.InfiniteTimeSpan, out Question? question))
            {
                try
                {
                    _answers.Enqueue(new(question.Track, _score(question.Crop), null));
                }
                catch (Exception e) when (e is not OutOfMemoryException)
                {
                    // An exception here would end the program; who cannot be recognised gets the general model.
                    _answers.Enqueue(new(question.Track, [], e.Message.Split('\n')[0]));
                }

                _isBusy = false;
            }
        }
    }

    private sealed class Question
    {
        public Mat Crop { get; } = new();

        public int Track { get; set; }
    }
}

/// <summary>What a look said.</summary>
/// <param name="Track">The track that was looked at.</param>
/// <param name="Scores">Each enrolled person's score; none where it failed.</param>
/// <param name="Failure">Why it failed, or null.</param>
internal readonly record struct FaceLook(int Track, IReadOnlyList<PersonScore> Scores, string? Failure);
