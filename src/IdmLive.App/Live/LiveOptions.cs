using IdmLive.App.People;

namespace IdmLive.App.Live;

/// <summary>What the user asks of a live line.</summary>
internal sealed record LiveOptions
{
    /// <summary>The source as the user wrote it.</summary>
    public string Source { get; init; } = "camera:0";

    /// <summary>The sinks as the user wrote them.</summary>
    public IReadOnlyList<string> Sinks { get; init; } = ["window"];

    /// <summary>Name or folder of the model.</summary>
    public string Model { get; init; } = "live";

    /// <summary>cpu, cuda or cuda:N.</summary>
    public string Device { get; init; } = "cpu";

    /// <summary>Threads of the tensor library, 0 for all processors.</summary>
    public int Threads { get; init; }

    /// <summary>How much of the restoration is taken, 0 to 1.</summary>
    public double Strength { get; init; } = 1;

    /// <summary>Delay that a frame may get, in milliseconds.</summary>
    public double BudgetMilliseconds { get; init; } = 50;

    /// <summary>Faces that are restored at most.</summary>
    public int MaxFaces { get; init; } = 4;

    /// <summary>Ends after so many seconds; 0 for no end.</summary>
    public double Seconds { get; init; }

    /// <summary>Seed of the noise.</summary>
    public long Seed { get; init; } = 1;

    /// <summary>Whether a file begins again at its end.</summary>
    public bool Loop { get; init; }

    /// <summary>Whether every frame of a file is worked on, however long that takes.</summary>
    public bool Fast { get; init; }

    /// <summary>Whether restorations are taken whole, unguarded.</summary>
    public bool Unguarded { get; init; }

    /// <summary>Whose parameters are used.</summary>
    public PeopleOptions People { get; init; } = new();

    /// <summary>Whether good frames of enrolled people are kept and learned from.</summary>
    public bool KeepLearning { get; init; }

    /// <summary>Minutes of learning for each person after the end, 0 to keep frames only; null for the usual number.</summary>
    public double? LearnMinutes { get; init; }

    /// <summary>The minutes that count.</summary>
    public double LearningMinutes => LearnMinutes ?? 1;

    /// <summary>Whether existing files are replaced.</summary>
    public bool Force { get; init; }

    /// <summary>Whether one JSON object goes to standard output at the end.</summary>
    public bool Json { get; init; }

    /// <summary>Takes what start-up tuning tried and chose, line by line; null where nobody asked.</summary>
    public Action<string>? Verbose { get; init; }

    /// <summary>Takes a sentence for each enrolled person who is left out; null where nobody wants them.</summary>
    public Action<string>? Tell { get; init; }

    /// <summary>Whether only errors and warnings are told.</summary>
    public bool Quiet { get; init; }

    /// <summary>The options, checked.</summary>
    /// <exception cref="UserException">One sentence.</exception>
    public LiveOptions Checked()
    {
        UserException.Require(Strength is >= 0 and <= 1, $"--strength is {Strength}; give a number from 0 to 1.");
        UserException.Require(BudgetMilliseconds is > 0 and <= 10_000, $"--budget-ms is {BudgetMilliseconds}; give milliseconds above 0, 50 is usual.");
        UserException.Require(MaxFaces is >= 1 and <= 64, $"--max-faces is {MaxFaces}; give 1 to 64.");
        UserException.Require(Threads is >= 0 and <= 1024, $"--threads is {Threads}; give 1 to 1024, or 0 for all processors.");
        UserException.Require(Seconds >= 0 && double.IsFinite(Seconds), $"--seconds is {Seconds}; give a number above 0, or 0 for no end.");
        People.Check();
        UserException.Require(Sinks.Count > 0, "There is no --sink; give at least one, for example window or mjpeg:8080.");
        UserException.Require(KeepLearning || LearnMinutes is null, "--learn-minutes says how long --keep-learning learns at the end; give both.");
        UserException.Require(LearningMinutes is >= 0 and <= 600, $"--learn-minutes is {LearnMinutes}; give minutes, 1 is usual and 0 only keeps frames.");
        UserException.Require(!(KeepLearning && People.Nobody), "--keep-learning and --no-people do not go together: nobody is recognised; leave one out.");
        UserException.Require(!(KeepLearning && Unguarded), "--keep-learning and --unguarded do not go together: frames of anybody would be kept for somebody; leave one out.");
        UserException.Require(!(KeepLearning && Strength == 0), "--keep-learning and --strength 0 do not go together: without restoring nobody is recognised; leave one out.");
        UserException.Require(!(Loop && Fast), "--loop and --fast do not go together: as fast as possible and without end; leave one out.");
        return this;
    }
}
