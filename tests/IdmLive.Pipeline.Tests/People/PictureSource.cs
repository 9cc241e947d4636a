using IdmLive.Pipeline.Capture;
using OpenCvSharp;

namespace IdmLive.Pipeline.Tests.People;

/// <summary>A camera that shows pictures, one after the other, ten a second.</summary>
/// <param name="canReturn">Whether it calls itself a camera.</param>
/// <param name="pictures">Of one size; stay the caller's.</param>
internal sealed class PictureSource(bool canReturn, params Mat[] pictures) : ILiveSource
{
    public string Name => "camera:test";

    public bool CanReturn => canReturn;

    public bool IsClosed { get; private set; }

    public LiveInput Open(CancellationToken stop) => new(new Frames(this, pictures), 10);

    private sealed class Frames(PictureSource owner, Mat[] pictures) : IFrameSource
    {
        private int _given;

        public Size FrameSize => pictures.Length > 0 ? pictures[0].Size() : new(64, 48);

        public long EndPts => _given;

        public bool TryRead(Mat image, out FrameStamp stamp)
        {
            stamp = new(_given, 0, 1000 + _given, new(1, 10));
            if (_given == pictures.Length)
            {
                return false;
            }

            pictures[_given++].CopyTo(image);
            return true;
        }

        public void Dispose() => owner.IsClosed = true;
    }
}
