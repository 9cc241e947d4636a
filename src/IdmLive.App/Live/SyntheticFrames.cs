using System.Diagnostics;
using IdmLive.Pipeline.Capture;
using IdmLive.Pipeline.Live;
using IdmLive.Pipeline.Media;
using OpenCvSharp;

namespace IdmLive.App.Live;

/// <summary>Pictures shown forth and back at a rate of their own, as frames of any size and rate, with black beside them. Owns the pictures.</summary>
internal sealed class SyntheticFrames : IFrameSource
{
    private static readonly Rational Microsecond = new(1, 1_000_000);

    private readonly Mat[] _pictures;
    private readonly double _pictureRate;
    private readonly FrameMode _mode;
    private readonly Rect _place;
    private long _sequence;

    /// <summary>Makes a source.</summary>
    /// <param name="pictures">8-bit BGR of one size; at least one.</param>
    /// <param name="pictureRate">Pictures a second, above 0.</param>
    /// <param name="mode">Size and rate of the frames.</param>
    public SyntheticFrames(Mat[] pictures, double pictureRate, FrameMode mode)
    {
        (_pictures, _pictureRate, _mode) = (pictures, pictureRate, mode);
        _place = Letterbox.Place(pictures[0].Size(), FrameSize);
    }

    /// <inheritdoc/>
    public Size FrameSize => new(_mode.Width, _mode.Height);

    /// <inheritdoc/>
    public long EndPts => Pts(_sequence);

    /// <inheritdoc/>
    public bool TryRead(Mat image, out FrameStamp stamp)
    {
        long shown = (long)Math.Floor((_sequence * _pictureRate / _mode.Rate) + 1e-9);
        if (_place.Size != FrameSize)
        {
            image.SetTo(Scalar.Black);
        }

        using Mat inside = new(image, _place);
        Cv2.Resize(_pictures[ForthAndBack(shown, _pictures.Length)], inside, _place.Size, 0, 0, InterpolationFlags.Linear);
        stamp = new(_sequence, Stopwatch.GetTimestamp(), Pts(_sequence), Microsecond);
        _sequence++;
        return true;
    }

    /// <inheritdoc/>
    public void Dispose() => Array.ForEach(_pictures, picture => picture.Dispose());

    /// <summary>Which of several pictures is shown as the n-th: 0 1 2 3 2 1 0 1 ...</summary>
    internal static int ForthAndBack(long n, int pictures)
    {
        if (pictures == 1)
        {
            return 0;
        }

        long round = 2L * (pictures - 1), at = n % round;
        return (int)Math.Min(at, round - at);
    }

    private long Pts(long sequence) => (long)Math.Round(sequence * 1e6 / _mode.Rate);
}
