using IdmLive.Diffusion.Restoring;

namespace IdmLive.Diffusion.Streaming;

/// <summary>Settings of <see cref="StreamingRestorer"/>. Changes are parts of the whole range of brightness, 0 to 1.</summary>
public sealed record StreamingOptions
{
    /// <summary>Device: <c>cpu</c>, <c>cuda</c> or <c>cuda:N</c>.</summary>
    public string Device { get; init; } = "cpu";

    /// <summary>Number format.</summary>
    public Arithmetic Arithmetic { get; init; } = Arithmetic.Auto;

    /// <summary>Threads of the tensor library, 0 for all processors.</summary>
    public int Threads { get; init; }

    /// <summary>Seed of the noise; each track has its own noise from it, and keeps it.</summary>
    public long Seed { get; init; }

    /// <summary>Sizes in pixels that the network can be asked to run at, largest first; the first is the model's resolution.</summary>
    public IReadOnlyList<int> Sizes { get; init; } = [256, 192, 128];

    /// <summary>Cumulative level abar of the warm call on a face that is nearly still; above 0 and at most 0.5, so that mistakes die out.</summary>
    public double StillLevel { get; init; } = .5;

    /// <summary>Cumulative level abar of the warm call on a face that moves fast; above 0 and at most <see cref="StillLevel"/>.</summary>
    public double FastLevel { get; init; } = .2;

    /// <summary>From this change on a face counts as fast.</summary>
    public double FastChange { get; init; } = 16 / 255.0;

    /// <summary>From this change on the flow between the crops is computed; below it the earlier result is taken where it lies.</summary>
    public double FlowChange { get; init; } = 4 / 255.0;

    /// <summary>Below this change the earlier result is used once more.</summary>
    public double SkipChange { get; init; } = 1.2 / 255;

    /// <summary>Most frames in a row that use an earlier result once more.</summary>
    public int MaxSkips { get; init; } = 8;

    /// <summary>From this mean change of the whole crop on the scene was cut, and nothing earlier is used.</summary>
    public double CutChange { get; init; } = .12;

    /// <summary>Most that is taken off a change for the noise of the camera.</summary>
    public double MaxNoise { get; init; } = 2.5 / 255;

    /// <summary>Brightness difference at which the moved earlier result is not trusted at all.</summary>
    public double TrustRange { get; init; } = 14 / 255.0;

    /// <summary>Share of the low frequencies that is set back to the camera's, g, 0 to 1.</summary>
    public double BackProjection { get; init; } = .75;

    /// <summary>Share of what was shown before, where it is trusted, in what is shown, 0 to 1, while the face is nearly still (not in what is remembered as result).</summary>
    public double StillSmoothing { get; init; } = .8;

    /// <summary>The same while the face moves: each frame is one more interpolation, which blurs.</summary>
    public double MovingSmoothing { get; init; } = .7;

    /// <summary>
    /// Share of the past, where it is trusted, in the crop that the network is given, 0 to 0.95, while the face is nearly still: it takes the camera's noise out
    /// before the network makes detail of it.
    /// </summary>
    public double StillSteadiness { get; init; } = .94;

    /// <summary>The same while the face moves: each frame is one more interpolation, which blurs.</summary>
    public double MovingSteadiness { get; init; } = .45;

    /// <summary>Frames over which a face that was begun anew without a cut replaces what was shown before.</summary>
    public int FadeFrames { get; init; } = 6;

    /// <summary>A drift above this many times its usual value begins the face anew.</summary>
    public double DriftFactor { get; init; } = 3;

    /// <summary>Drifts below this one are none, whatever is usual.</summary>
    public double DriftFloor { get; init; } = 3 / 255.0;

    /// <summary>Frames after which a track that is not given any more is forgotten.</summary>
    public int ForgetAfter { get; init; } = 30;

    /// <summary>Throws where a setting is out of range.</summary>
    /// <exception cref="ArgumentException">One sentence that names the setting.</exception>
    internal void Check()
    {
        bool isOrdered = Sizes.Count > 0 && Sizes.Zip(Sizes.Skip(1)).All(p => p.First > p.Second) && Sizes[^1] >= 64;
        Require(isOrdered, $"Sizes are {string.Join(", ", Sizes)}; give one or more of at least 64 pixels, largest first.");
        Require(StillLevel is > 0 and <= .5, $"StillLevel is {StillLevel}; it has to lie above 0 and not above 0.5.");
        Require(FastLevel > 0 && FastLevel <= StillLevel, $"FastLevel is {FastLevel}; it has to lie above 0 and not above StillLevel, {StillLevel}.");
        Require(Threads is >= 0 and <= 1024, $"Threads is {Threads}; give 1 to 1024, or 0 for all processors.");
        Require(MaxSkips >= 0 && FadeFrames >= 0 && ForgetAfter >= 1, "MaxSkips and FadeFrames have to be 0 or more, ForgetAfter 1 or more.");
        Require(
            StillSteadiness is >= 0 and <= .95 && MovingSteadiness is >= 0 and <= .95,
            $"StillSteadiness is {StillSteadiness} and MovingSteadiness {MovingSteadiness}; they have to lie between 0 and 0.95.");
        Require(TrustRange > 0 && DriftFactor > 1, $"TrustRange is {TrustRange} and DriftFactor {DriftFactor}; they have to lie above 0 and 1.");
        foreach ((string name, double value) in new[]
        {
            (nameof(FastChange), FastChange), (nameof(FlowChange), FlowChange), (nameof(SkipChange), SkipChange), (nameof(CutChange), CutChange),
            (nameof(MaxNoise), MaxNoise), (nameof(BackProjection), BackProjection), (nameof(StillSmoothing), StillSmoothing), (nameof(MovingSmoothing), MovingSmoothing), (nameof(DriftFloor), DriftFloor),
        })
        {
            Require(value is >= 0 and <= 1, $"{name} is {value}; it has to lie between 0 and 1.");
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
