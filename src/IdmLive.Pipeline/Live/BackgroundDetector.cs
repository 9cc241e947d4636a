using IdmLive.Pipeline.Faces;
using IdmLive.Pipeline.Startup;
using OpenCvSharp;

namespace IdmLive.Pipeline.Live;

/// <summary>
/// A detector on a thread of its own, or on the caller's. One thread asks and fetches; an answer belongs to the frame that it was asked for.
/// </summary>
internal sealed class BackgroundDetector : IDisposable
{
    private readonly IFaceDetector _detector;
    private readonly Thread? _thread;
    private readonly Mailbox<Request> _requests = new();
    private readonly Request _request = new();
    private volatile bool _isBusy, _isDone, _forgets;

    public BackgroundDetector(IFaceDetector detector, bool inBackground)
    {
        _detector = detector;
        if (inBackground)
        {
            _thread = new(Work) { IsBackground = true, Name = "detection" };
            _thread.Start();
        }
    }

    /// <summary>Whether a question is open, or its answer was not fetched yet.</summary>
    public bool IsBusy => _isBusy;

    /// <summary>Asks for the faces of a frame, which is copied. Not while one is open.</summary>
    public void Ask(Mat image)
    {
        _isBusy = true;
        image.CopyTo(_request.Image);
        if (_thread is null)
        {
            Answer(_request);
        }
        else
        {
            _requests.Put(_request);
        }
    }

    /// <summary>Fetches the answer.</summary>
    /// <exception cref="Exception">The detector failed.</exception>
    public bool TryFetch(out IReadOnlyList<DetectedFace> faces)
    {
        faces = [];
        if (!_isDone)
        {
            return false;
        }

        (_isDone, _isBusy) = (false, false);
        faces = _request.Faces;
        return _request.Failure is null ? true : throw new InvalidOperationException(_request.Failure.Message, _request.Failure);
    }

    /// <summary>Forgets what the detector remembers of earlier frames before the next one.</summary>
    public void Reset() => _forgets = true;

    public void Dispose()
    {
        _requests.Close();
        _thread?.Join();
        _detector.Dispose();
        _request.Image.Dispose();
    }

    private void Work()
    {
        ThreadNiceness.Set(ThreadNiceness.Beside);
        while (!_requests.IsOver)
        {
            if (_requests.TryTake(Timeout.InfiniteTimeSpan, out Request? request))
            {
                Answer(request);
            }
        }
    }

    private void Answer(Request request)
    {
        try
        {
            if (_forgets)
            {
                _forgets = false;
                (_detector as BlazeFaceDetector)?.Reset();
            }

            (request.Faces, request.Failure) = (_detector.Detect(request.Image), null);
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            (request.Faces, request.Failure) = ([], e);
        }

        _isDone = true;
    }

    private sealed class Request
    {
        public Mat Image { get; } = new();

        public IReadOnlyList<DetectedFace> Faces { get; set; } = [];

        public Exception? Failure { get; set; }
    }
}
