using IdmLive.App.People;

namespace IdmLive.App.Restoring;

/// <summary>What <c>idmlive restore</c> was asked for; checked.</summary>
internal sealed record RestoreOptions
{
    /// <summary>Pictures, one folder of pictures, or one video.</summary>
    public required IReadOnlyList<string> Inputs { get; init; }

    /// <summary>A file, or a folder for several pictures.</summary>
    public required string Output { get; init; }

    /// <summary>A model's name, or its folder.</summary>
    public string Model { get; init; } = "live";

    /// <summary>Network calls for a face.</summary>
    public int Steps { get; init; } = 1;

    /// <summary>0 to 1.</summary>
    public double Strength { get; init; } = 1;

    /// <summary>Seed of the noise.</summary>
    public long Seed { get; init; } = 1;

    /// <summary>Whether inputs are aligned crops already.</summary>
    public bool Aligned { get; init; }

    /// <summary>Whether the input stands to the left of the result.</summary>
    public bool SideBySide { get; init; }

    /// <summary>Device of the model: cpu, cuda, cuda:N.</summary>
    public string Device { get; init; } = "cpu";

    /// <summary>blazeface or yunet.</summary>
    public string Detector { get; init; } = "blazeface";

    /// <summary>File of the YuNet model.</summary>
    public string? DetectorModel { get; init; }

    /// <summary>Codec of the output video; null for the container's.</summary>
    public string? Codec { get; init; }

    /// <summary>Quality of the output video; null for the codec's.</summary>
    public int? Crf { get; init; }

    /// <summary>Seconds of a segment of the output video.</summary>
    public double SegmentSeconds { get; init; } = 10;

    /// <summary>Whose parameters are used.</summary>
    public PeopleOptions People { get; init; } = new();

    /// <summary>Whether a face stays the person of <see cref="PeopleOptions.Person"/> where another is seen.</summary>
    public bool Unguarded { get; init; }

    /// <summary>Whether existing outputs are replaced.</summary>
    public bool Force { get; init; }

    /// <summary>Whether to go on where an interrupted run stopped.</summary>
    public bool Resume { get; init; }

    /// <summary>Whether standard output carries one JSON object.</summary>
    public bool Json { get; init; }

    /// <summary>Whether only errors are told.</summary>
    public bool Quiet { get; init; }

    /// <summary>Checks everything that can be told without looking at a file.</summary>
    /// <returns>This object.</returns>
    /// <exception cref="UserException">An option is out of range or does not go with another.</exception>
    public RestoreOptions Checked()
    {
        // An option that is not known is taken for one more input.
        string? option = Inputs.FirstOrDefault(input => input.StartsWith('-') && !Path.Exists(input));
        Demand(option is null, $"Unknown option '{option}'; see idmlive restore --help.");
        Demand(Steps >= 1, $"--steps {Steps} is not a number of network calls; give 1 or more (models have 1, 2, 4 and 10), 1 is usual.");
        Demand(Strength is >= 0 and <= 1, FormattableString.Invariant($"--strength {Strength} is outside 0 (input as it is) to 1 (fully restored); give a number between."));
        Demand(SegmentSeconds is > 0 and <= 3600, FormattableString.Invariant($"--segment {SegmentSeconds} is no length of a segment; give seconds above 0, at most 3600; 10 is usual."));
        Demand(Detector is "blazeface" or "yunet", $"--detector {Detector} is unknown; there are blazeface (built in) and yunet (with --detector-model FILE).");
        Demand(Detector != "yunet" || DetectorModel is not null, "--detector yunet needs its model; add --detector-model FILE with a file such as face_detection_yunet_2023mar.onnx.");
        Demand(Detector == "yunet" || DetectorModel is null, "--detector-model goes with --detector yunet only; the built-in detector has its model in itself.");
        Demand(!Unguarded || People.Person is not null, "--unguarded goes with --person only: without it nobody is assumed whose face could be another's.");
        People.Check();
        Demand(Output.Length > 0, "-o is empty; name the file or folder to write.");
        return this;
    }

    private static void Demand(bool condition, string otherwise)
    {
        if (!condition)
        {
            throw new UserException(ExitStatus.BadInput, otherwise);
        }
    }
}
