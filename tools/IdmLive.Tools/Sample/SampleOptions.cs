using OpenCvSharp;

namespace IdmLive.Tools.Sample;

/// <summary>How the sample clip is made.</summary>
internal sealed record SampleOptions
{
    /// <summary>Size of a frame.</summary>
    public Size FrameSize { get; init; } = new(640, 480);

    /// <summary>Frames a second.</summary>
    public int FramesPerSecond { get; init; } = 25;

    /// <summary>Length in seconds, above 0.</summary>
    public double Seconds { get; init; } = 4;

    /// <summary>Seed of the motion, the voice and the sensor's noise.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>Bits a second of the degraded clip's picture: what a call leaves on a bad line.</summary>
    public int BitRate { get; init; } = 300_000;

    /// <summary>Part of a frame's time that the shutter is open; in a dim room nearly all of it.</summary>
    public double Shutter { get; init; } = 0.85;

    /// <summary>Moments that are averaged for one exposure.</summary>
    public int MomentsPerExposure { get; init; } = 5;

    /// <summary>Number of frames.</summary>
    public int Frames => (int)Math.Round(Seconds * FramesPerSecond);

    internal void Check()
    {
        if (Seconds is not (> 0 and <= 60))
        {
            throw new ArgumentException($"The length is {Seconds} seconds; give more than 0 and at most 60.");
        }
    }
}
