namespace IdmLive.Pipeline.People;

/// <summary>A kept crop of a person and what was measured on it.</summary>
public sealed record PersonCrop
{
    /// <summary>How the files of frames of calls begin; no enrolment names a file like that.</summary>
    internal const string LearnedPrefix = "learned-";

    /// <summary>Name of the file in the person's folder for crops: an aligned PNG, 256 pixels wide.</summary>
    public required string File { get; init; }

    /// <summary>The file or camera that it was cut from, without its folder.</summary>
    public required string Source { get; init; }

    /// <summary>When it is shown there, in seconds; 0 for a photo.</summary>
    public double Seconds { get; init; }

    /// <summary>Whether it is left out of the training and kept to measure by.</summary>
    public bool IsHeldOut { get; init; }

    /// <summary>What was measured.</summary>
    public required CandidateFacts Facts { get; init; }

    /// <summary>Whether it is of a call and not of the enrolment: such crops are learned from, and nobody is recognised by them.</summary>
    public bool IsLearned() => File.StartsWith(LearnedPrefix, StringComparison.Ordinal);
}
