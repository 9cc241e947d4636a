using IdmLive.Tools.Evaluation;

namespace IdmLive.Tools.VideoEvaluation;

/// <summary>What is measured over time, on which clips, and where the results go.</summary>
internal sealed record VideoEvaluationOptions
{
    /// <summary>Clean video files.</summary>
    public required IReadOnlyList<string> Clips { get; init; }

    /// <summary>Name or file of the degradation.</summary>
    public string Recipe { get; init; } = "webcam";

    /// <summary>Seed of the cameras, of their noise and of the restorers' noise.</summary>
    public int Seed { get; init; } = 7;

    /// <summary>Seconds of each clip; null where <see cref="Frames"/> is given or clips are taken whole.</summary>
    public double? Seconds { get; init; }

    /// <summary>Frames of each clip; null where <see cref="Seconds"/> is given or clips are taken whole.</summary>
    public int? Frames { get; init; }

    /// <summary>LPIPS, tLPIPS and tOF are measured on every so many frames, 1 or more.</summary>
    public int Every { get; init; } = 1;

    /// <summary>A name in the model store or the folder of a model.</summary>
    public string Model { get; init; } = "live";

    /// <summary>Numbers of network calls of restoring each frame for itself; none leaves those rows out.</summary>
    public IReadOnlyList<int> Steps { get; init; } = [1, 4];

    /// <summary>ONNX files of other networks.</summary>
    public IReadOnlyList<string> Peers { get; init; } = [];

    /// <summary>Files of the measures.</summary>
    public MeasureFiles Measures { get; init; } = new();

    /// <summary>Folder for the results.</summary>
    public required string Output { get; init; }

    /// <summary>Refuses what cannot be meant.</summary>
    /// <exception cref="ArgumentException">An option is out of range, or options contradict each other.</exception>
    public void Check()
    {
        if (Seconds is not null && Frames is not null)
        {
            throw new ArgumentException("Both --seconds and --frames are given; give one of them, or none for whole clips.");
        }

        if (Seconds is { } seconds && !(seconds > 0 && double.IsFinite(seconds)))
        {
            throw new ArgumentException($"--seconds is {seconds}; give a time above 0.");
        }

        if (Frames is { } frames && frames < FaceClipFinder.FewestFrames)
        {
            throw new ArgumentException($"--frames is {frames}; give {FaceClipFinder.FewestFrames} or more, fewer show nothing over time.");
        }

        if (Every < 1)
        {
            throw new ArgumentException($"--every is {Every}; give 1 or more.");
        }

        Twice(Clips, Path.GetFileNameWithoutExtension, "clips");
        Twice(Peers, Path.GetFileNameWithoutExtension, "peers");
        if (Steps.FirstOrDefault(s => Steps.Count(other => other == s) > 1) is var twice and not 0)
        {
            throw new ArgumentException($"--steps names {twice} twice; give each number once.");
        }

        if (File.Exists(Output))
        {
            throw new ArgumentException($"'{Output}' is a file; give a folder for the results.");
        }
    }

    private static void Twice(IReadOnlyList<string> files, Func<string, string?> name, string what)
    {
        string? twice = files.GroupBy(name).FirstOrDefault(g => g.Count() > 1)?.Key;
        if (twice is not null)
        {
            throw new ArgumentException($"Two {what} are named '{twice}'; {what} are told apart by their file names, so leave one out or rename it.");
        }
    }
}
