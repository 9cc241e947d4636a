using IdmLive.Pipeline.Capture;
using IdmLive.Pipeline.Media;
using OpenCvSharp;

namespace IdmLive.Pipeline.Tests.Live;

/// <summary>A live source that does what the test says: each opening has a script, each frame is one grey, counted over all openings.</summary>
internal sealed class ScriptedSource(params ScriptedSource.Opening[] openings) : ILiveSource
{
    private int _opened;

    public string Name => "scripted";

    public bool CanReturn { get; init; }

    public int Frames { get; private set; }

    public int Closed { get; private set; }

    /// <summary>Called before each frame is given, with its number: where a test holds the source back.</summary>
    public Action<int>? OnFrame { get; init; }

    public LiveInput Open(CancellationToken stop)
    {
        Opening opening = openings[Math.Min(_opened++, openings.Length - 1)];
        return opening.Refusal is null
            ? new(new Script(this, opening), 30)
            : throw new MediaException(MediaFailure.Input, opening.Refusal);
    }

    internal sealed record Opening(int Frames, string? Refusal = null, string? Failure = null)
    {
        public Size Size { get; init; } = new(64, 48);
    }

    private sealed class Script(ScriptedSource owner, Opening opening) : IFrameSource
    {
        private int _given;

        public Size FrameSize => opening.Size;

        public long EndPts => 0;

        public bool TryRead(Mat image, out FrameStamp stamp)
        {
            stamp = default;
            if (_given == opening.Frames)
            {
                return opening.Failure is null ? false : throw new MediaException(MediaFailure.Input, opening.Failure);
            }

            owner.OnFrame?.Invoke(owner.Frames);
            image.SetTo(Scalar.All(owner.Frames % 250));
            stamp = new(_given++, 0, owner.Frames++, new(1, 30));
            return true;
        }

        public void Dispose() => owner.Closed++;
    }
}
