namespace IdmLive.Tools.Recognition;

/// <summary>On whom recognition is measured, and how bad the pictures are.</summary>
internal sealed record MatchRatesOptions
{
    /// <summary>Folders of portraits, each picture of another person.</summary>
    public IReadOnlyList<string> Portraits { get; init; } = [];

    /// <summary>Video files; each face of each is one person, and another than all others.</summary>
    public IReadOnlyList<string> Clips { get; init; } = [];

    /// <summary>Pairs of names, with = between, that are one person; looks at the one are looks at the other on another occasion.</summary>
    public IReadOnlyList<string> Same { get; init; } = [];

    /// <summary>Names or files of the degradations that looks are measured after, beside clean ones.</summary>
    public IReadOnlyList<string> Recipes { get; init; } = ["eq11", "webcam"];

    /// <summary>Pictures taken of each folder, spread evenly over it.</summary>
    public int Most { get; init; } = 120;

    /// <summary>Seconds read of each clip; the first half enrols, the second is looked at.</summary>
    public double Seconds { get; init; } = 12;

    /// <summary>Looks in a row that have to agree.</summary>
    public int Agreeing { get; init; } = 3;

    /// <summary>The false-accept rate that a threshold is wanted for.</summary>
    public double Wanted { get; init; } = 1e-3;

    /// <summary>Seed of the degradations.</summary>
    public int Seed { get; init; } = 7;

    /// <summary>Refuses what cannot be meant.</summary>
    /// <exception cref="ArgumentException">An option is out of range.</exception>
    public void Check()
    {
        Require(Portraits.Count + Clips.Count > 0, "There is nobody to measure on; give --portraits, --clips or both.");
        Require(Most >= 2, $"--most is {Most}; give 2 or more pictures of each folder.");
        Require(Seconds is > 0 and <= 3600, $"--seconds is {Seconds}; give a time above 0, 12 is usual.");
        Require(Agreeing is >= 1 and <= 100, $"--agreeing is {Agreeing}; give 1 to 100 looks.");
        Require(Wanted is > 0 and < 1, $"--rate is {Wanted}; give a part between 0 and 1, 0.001 is usual.");
        foreach (string pair in Same)
        {
            Require(pair.Split('=') is [{ Length: > 0 }, { Length: > 0 }], $"--same '{pair}' is no pair; give two names as the list of the most alike has them, NAME=NAME.");
        }

        foreach (string folder in Portraits)
        {
            Require(Directory.Exists(folder), $"The folder '{folder}' does not exist; give folders of portraits.");
        }

        foreach (string clip in Clips)
        {
            Require(File.Exists(clip), $"The clip '{clip}' does not exist; give video files.");
        }

        static void Require(bool holds, string sentence)
        {
            if (!holds)
            {
                throw new ArgumentException(sentence);
            }
        }
    }
}
