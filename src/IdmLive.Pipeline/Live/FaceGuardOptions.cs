namespace IdmLive.Pipeline.Live;

/// <summary>
/// Settings of <see cref="FaceGuard"/>. The figures come from 92 portraits, clean and degraded: sharpness of clean crops .37 (2 %) to .50 (median), of degraded
/// ones .22 and .28 (medians); noise of clean crops up to 1.8 levels.
/// </summary>
public sealed record FaceGuardOptions
{
    /// <summary>Sharpness up to which a crop is taken for blurred, wholly.</summary>
    public double BlurredSharpness { get; init; } = .30;

    /// <summary>Sharpness from which on a crop is taken for sharp.</summary>
    public double CleanSharpness { get; init; } = .40;

    /// <summary>Noise up to which a crop is taken for clean, in 8-bit levels.</summary>
    public double CleanNoise { get; init; } = 2;

    /// <summary>Noise from which on a crop is taken for noisy, wholly.</summary>
    public double NoisyNoise { get; init; } = 3.5;

    /// <summary>Share by which a new measurement moves the strength, so that it does not jump.</summary>
    public double Smoothing { get; init; } = .12;

    /// <summary>A track's crop is measured every so many frames.</summary>
    public int MeasureEvery { get; init; } = 3;

    /// <summary>Difference of restored and input structure, in levels, up to which a place is taken; honest restorations stay below.</summary>
    public double AgreeingLevels { get; init; } = 30;

    /// <summary>Difference from which on a place stays as it came: a hand, hair, something that is no face.</summary>
    public double DisagreeingLevels { get; init; } = 50;

    /// <summary>Cosine of input and restored face up to which nothing is taken; different persons have about .1.</summary>
    public double OtherPerson { get; init; } = .25;

    /// <summary>Cosine from which on all is taken.</summary>
    public double SamePerson { get; init; } = .4;

    /// <summary>Time between two looks at the identity.</summary>
    public TimeSpan IdentityInterval { get; init; } = TimeSpan.FromMilliseconds(400);
}
