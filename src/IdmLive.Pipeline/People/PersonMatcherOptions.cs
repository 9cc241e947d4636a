namespace IdmLive.Pipeline.People;

/// <summary>
/// When a face is taken for an enrolled person. A wrong match is worse than none, so it is harder to enter than to stay. The thresholds were measured with
/// the embedder inside the program by <c>idmlive-tools match-rates</c>, and are no use with another.
/// </summary>
public sealed record PersonMatcherOptions
{
    /// <summary>The usual <see cref="SureScore"/> where one look has to be enough; none of 785,000 looks at other real people reached .51.</summary>
    public const double SureAlone = .55;

    /// <summary>
    /// Score from which a look speaks for a person. Of 300 real people others reach it in one look in ten thousand (.38 would be one in a thousand); the rest
    /// is kept back for people who are alike, of whom the portraits have few.
    /// </summary>
    public double EnterScore { get; init; } = .45;

    /// <summary>
    /// Score below which a look speaks against the person that a track is taken for, below <see cref="EnterScore"/>: 99.4 % of the looks at others lie
    /// there, and none at the person through a webcam.
    /// </summary>
    public double LeaveScore { get; init; } = .3;

    /// <summary>Score from which one look alone is enough, for pictures and for the first frame that counts; null where it never is.</summary>
    public double? SureScore { get; init; }

    /// <summary>How far the nearest person has to be ahead of the second nearest.</summary>
    public double Margin { get; init; } = .08;

    /// <summary>Looks in a row that have to agree before a track is taken for somebody, 1 or more.</summary>
    public int AgreeingLooks { get; init; } = 3;

    /// <summary>A person's score is the mean of so many of the nearest embeddings, 1 or more: one odd crop decides nothing.</summary>
    public int Nearest { get; init; } = 3;

    /// <summary>The person that every face is assumed to be until it is seen to be another; null where everybody is recognised.</summary>
    public string? Forced { get; init; }

    /// <summary>Whether <see cref="Forced"/> is taken back where the embedder says another person; without it, reports show what that is good for.</summary>
    public bool IsGuarded { get; init; } = true;

    /// <summary>Live: time between two looks at a track whose person is not decided.</summary>
    public TimeSpan LookInterval { get; init; } = TimeSpan.FromMilliseconds(200);

    /// <summary>Live: time between two looks at a track that has been looked at often enough.</summary>
    public TimeSpan SettledInterval { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>Offline: frames between two looks at a track that has been looked at often enough, 1 or more.</summary>
    public int LookEvery { get; init; } = 10;

    /// <summary>Frames after which a track that is not in the picture any more is forgotten, 1 or more.</summary>
    public int ForgetAfter { get; init; } = 30;

    /// <summary>Throws where a setting is out of range.</summary>
    /// <exception cref="ArgumentException">One sentence that names the setting.</exception>
    internal void Check()
    {
        Require(EnterScore is > 0 and < 1, $"EnterScore is {EnterScore}; it has to lie between 0 and 1.");
        Require(LeaveScore >= 0 && LeaveScore < EnterScore, $"LeaveScore is {LeaveScore}; it has to lie below EnterScore, {EnterScore}, and not below 0.");
        Require(!(SureScore < EnterScore), $"SureScore is {SureScore}; it may not lie below EnterScore, {EnterScore}.");
        Require(Margin is >= 0 and < 1, $"Margin is {Margin}; it has to lie between 0 and 1.");
        Require(AgreeingLooks >= 1 && Nearest >= 1 && LookEvery >= 1 && ForgetAfter >= 1, "AgreeingLooks, Nearest, LookEvery and ForgetAfter have to be 1 or more.");
        Require(LookInterval >= TimeSpan.Zero && SettledInterval >= LookInterval, $"SettledInterval is {SettledInterval}; it may not lie below LookInterval, {LookInterval}.");

        static void Require(bool holds, string sentence)
        {
            if (!holds)
            {
                throw new ArgumentException(sentence);
            }
        }
    }
}
