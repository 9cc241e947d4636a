namespace IdmLive.Pipeline.People;

/// <summary>
/// Which frames of a call are kept to learn from. Stricter than enrolment: nobody looks at what is chosen, so a frame has to be beyond doubt, and what is learned here
/// as sharp detail must come from a camera that shows it.
/// </summary>
public sealed record KeepRules
{
    /// <summary>
    /// Likeness that the looks at a track must show all the time, and that the frame itself must show: far above what is enough to recognise (.45), and above what
    /// any of 785,000 looks at others reached (.51).
    /// </summary>
    public double LeastScore { get; init; } = .6;

    /// <summary>How far the next enrolled person has to be behind.</summary>
    public double LeastLead { get; init; } = .15;

    /// <summary>How long a track has to be matched so before anything is kept of it.</summary>
    public TimeSpan MatchedFor { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>Time between two looks at a person; neighbours show the same.</summary>
    public TimeSpan Interval { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>Largest turn of the head to either side, in distances of the eyes; about 35 degrees.</summary>
    public double MostYaw { get; init; } = .35;

    /// <summary>Largest tilt up or down from the person's usual one, as <see cref="CandidateFacts.Pitch"/> counts.</summary>
    public double MostPitch { get; init; } = .25;

    /// <summary>
    /// What a frame must be like. Sharper and less noisy than at enrolment: of crops through a webcam half have a sharpness below .28, and a model that learned from
    /// them would learn to blur.
    /// </summary>
    public FrameRules Frame { get; init; } = new() { LeastSharpness = .32, MostNoise = 2.5 };

    /// <summary>Looks at a person, the last ones, whose medians say whether the camera is good; 1 or more. One sharp frame of a bad camera is chance.</summary>
    public int CameraLooks { get; init; } = 5;

    /// <summary>Looks after which the camera can be judged; 1 or more.</summary>
    public int LeastCameraLooks { get; init; } = 3;

    /// <summary>Throws where a setting is out of range.</summary>
    /// <exception cref="ArgumentException">One sentence.</exception>
    internal void Check()
    {
        if (!(LeastScore is > 0 and < 1 && LeastLead is >= 0 and < 1) || MatchedFor < TimeSpan.Zero || Interval <= TimeSpan.Zero
            || LeastCameraLooks < 1 || CameraLooks < LeastCameraLooks)
        {
            throw new ArgumentException(
                $"LeastScore is {LeastScore}, LeastLead {LeastLead}, MatchedFor {MatchedFor}, Interval {Interval}, looks at the camera {LeastCameraLooks} of {CameraLooks}; give parts of 1, times above 0 and looks in order.");
        }
    }
}
