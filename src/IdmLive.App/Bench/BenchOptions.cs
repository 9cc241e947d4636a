using IdmLive.Diffusion.Restoring;

namespace IdmLive.App.Bench;

/// <summary>What is measured.</summary>
internal sealed record BenchOptions
{
    /// <summary>The networks alone.</summary>
    public bool Network { get; init; }

    /// <summary>The source that the whole line is run on, as for <c>idmlive live</c>; null where it is not.</summary>
    public string? Source { get; init; }

    /// <summary>Whether it is measured how little the line changes the source, frame by frame, and not how fast it is.</summary>
    public bool Clean { get; init; }

    /// <summary>How long the line runs.</summary>
    public double Seconds { get; init; } = 60;

    /// <summary>Minutes that the line runs in a soak; 0 for none.</summary>
    public double SoakMinutes { get; init; }

    /// <summary>Delay that a frame of the line may get.</summary>
    public double BudgetMilliseconds { get; init; } = 50;

    /// <summary>Where the line's network runs.</summary>
    public string Device { get; init; } = "cpu";

    /// <summary>Whether the line takes every restoration whole.</summary>
    public bool Unguarded { get; init; }

    /// <summary>The model: a name in the store, or a folder.</summary>
    public string Model { get; init; } = "live";

    /// <summary>Widths and heights of crops, pixels.</summary>
    public IReadOnlyList<int> Sizes { get; init; } = [256, 192, 128];

    /// <summary>Number formats, <c>fp32</c> and <c>bf16</c>; where empty, all that the processor computes in.</summary>
    public IReadOnlyList<string> Formats { get; init; } = [];

    /// <summary>Threads; where empty, one and as many as there are processors.</summary>
    public IReadOnlyList<int> Threads { get; init; } = [];

    /// <summary>ONNX files of other networks.</summary>
    public IReadOnlyList<string> Peers { get; init; } = [];

    /// <summary>Timed calls of each contender.</summary>
    public int Rounds { get; init; } = 40;

    /// <summary>One JSON object instead of tables.</summary>
    public bool Json { get; init; }

    /// <summary>Shows what start-up tuning chooses, too.</summary>
    public bool Verbose { get; init; }

    /// <summary>Checks what is not checked where it is used.</summary>
    /// <exception cref="UserException">One sentence: got, wanted, what to do.</exception>
    public void Check()
    {
        UserException.Require(Network || Source is not null, "Nothing to measure was named; give --network, or --source for the whole line.");
        UserException.Require(!(Network && Source is not null), "--network and --source were given; measure one at a time.");
        UserException.Require(Seconds > 0 && double.IsFinite(Seconds), $"--seconds is {Seconds}; give a number above 0.");
        UserException.Require(SoakMinutes >= 0 && double.IsFinite(SoakMinutes), $"--soak is {SoakMinutes}; give minutes above 0.");
        UserException.Require(SoakMinutes == 0 || Source is not null, "--soak is for the whole line; give --source, too.");
        UserException.Require(!Clean || (Source is not null && SoakMinutes == 0), "--clean is for a source that is clean; give --source, and no --soak.");
        UserException.Require(Rounds is >= 1 and <= 10_000, $"{Rounds} rounds were asked for; give 1 to 10000.");
        string? unknown = Formats.FirstOrDefault(f => f is not ("fp32" or "bf16"));
        UserException.Require(unknown is null, $"The number format '{unknown}' was asked for; there are fp32 and bf16.");
    }

    /// <summary>The number format of a name.</summary>
    public static Arithmetic Format(string name) => name == "bf16" ? Arithmetic.BFloat16 : Arithmetic.Float32;

    /// <summary>The name of a number format.</summary>
    public static string Name(Arithmetic format) => format == Arithmetic.BFloat16 ? "bf16" : "fp32";
}
