namespace IdmLive.Tools.Evaluation;

/// <summary>What is evaluated, on what, and where the results go.</summary>
internal sealed record EvaluationOptions
{
    /// <summary>A name in the model store or the folder of a model.</summary>
    public required string Model { get; init; }

    /// <summary>Folder of clean portraits that are degraded here; null where <see cref="Pairs"/> is given.</summary>
    public string? Data { get; init; }

    /// <summary>Folder of pairs; null where <see cref="Data"/> is given.</summary>
    public string? Pairs { get; init; }

    /// <summary>Numbers of network calls; empty for all that the model has levels for.</summary>
    public IReadOnlyList<int> Steps { get; init; } = [];

    /// <summary>Name or file of the degradation.</summary>
    public string Recipe { get; init; } = "eq11";

    /// <summary>Seed of the degradation.</summary>
    public int Seed { get; init; } = 7;

    /// <summary>ONNX files of other networks.</summary>
    public IReadOnlyList<string> Peers { get; init; } = [];

    /// <summary>Files of the measures.</summary>
    public MeasureFiles Measures { get; init; } = new();

    /// <summary>Faces for the curve of repeated applications, 1 or more.</summary>
    public int CurveFaces { get; init; } = 8;

    /// <summary>File of groups of faces (<see cref="GroupFile"/>), or null.</summary>
    public string? Groups { get; init; }

    /// <summary>Folder for the results.</summary>
    public required string Output { get; init; }

    /// <summary>Refuses what cannot be meant.</summary>
    /// <exception cref="ArgumentException">An option is out of range, or options contradict each other.</exception>
    public void Check()
    {
        if (Data is null == Pairs is null)
        {
            throw new ArgumentException($"{(Data is null ? "Neither" : "Both")} --data and --pairs {(Data is null ? "is" : "are")} given; give one of them: clean portraits, or a folder with clean and degraded.");
        }

        if (CurveFaces < 1)
        {
            throw new ArgumentException($"--curve-faces is {CurveFaces}; give 1 or more.");
        }

        if (Steps.FirstOrDefault(s => Steps.Count(other => other == s) > 1) is var twice and not 0)
        {
            throw new ArgumentException($"--steps names {twice} twice; give each number once.");
        }

        string? name = Peers.Select(Path.GetFileNameWithoutExtension).GroupBy(n => n).FirstOrDefault(g => g.Count() > 1)?.Key;
        if (name is not null)
        {
            throw new ArgumentException($"Two peers are named '{name}'; peers are told apart by their file names, so rename one.");
        }
    }
}
