namespace IdmLive.Pipeline.People;

/// <summary>
/// Pose, expression and light of one person's faces as places whose distances compare: each figure against the person's own median, in steps that a
/// viewer would call different. Says what a choice of them lacks.
/// </summary>
internal sealed class FaceVariety
{
    // One step each; found by looking at sorted frames of clips, not by a theory.
    private const double YawStep = .08, PitchStep = .08, OpeningStep = .03, WidthStep = .15, BrightnessStep = 25, SideStep = .1, WarmthStep = .06;

    // What counts as turned, open, smiling, or another light.
    private const double Turned = .12, Open = .035, Wide = .15;

    // In one light, turning the head alone moves these by 12 levels, .05 and .04 between the tenth and the ninetieth of a hundred frames.
    private const double OtherBrightness = 25, OtherSide = .1, OtherWarmth = .07, Tail = .1;

    private readonly double _opening, _width;

    /// <summary>Takes a person's measure.</summary>
    /// <param name="faces">What was measured on the person's faces; at least one.</param>
    public FaceVariety(IReadOnlyList<CandidateFacts> faces)
    {
        _opening = Median(faces.Select(f => f.MouthOpening));
        _width = Median(faces.Select(f => f.MouthWidth));
        Sharpness = Math.Max(Median(faces.Select(f => f.Sharpness)), 1e-6);
    }

    /// <summary>The median sharpness.</summary>
    public double Sharpness { get; }

    /// <summary>Where a face lies.</summary>
    public double[] Place(CandidateFacts f) =>
    [
        f.Yaw / YawStep, f.Pitch / PitchStep, (f.MouthOpening - _opening) / OpeningStep, (f.MouthWidth - _width) / WidthStep,
        f.Brightness / BrightnessStep, f.SideLight / SideStep, f.Warmth / WarmthStep,
    ];

    /// <summary>How far two places lie apart, in steps.</summary>
    public static double Distance(double[] a, double[] b) => Math.Sqrt(a.Zip(b, (p, q) => (p - q) * (p - q)).Sum());

    /// <summary>How far two thumbnails of one size differ, in levels on the mean.</summary>
    public static double Difference(byte[] a, byte[] b)
    {
        int sum = 0;
        for (int i = 0; i < a.Length; i++)
        {
            sum += Math.Abs(a[i] - b[i]);
        }

        return (double)sum / a.Length;
    }

    /// <summary>What faces do not show.</summary>
    /// <param name="faces">At least one.</param>
    public IReadOnlyList<string> Missing(IReadOnlyList<FaceCandidate> faces)
    {
        List<string> missing = [];
        void Unless(bool shown, string what)
        {
            if (!shown)
            {
                missing.Add(what);
            }
        }

        double lowest = faces.Min(f => f.Facts.MouthOpening);
        Unless(faces.Any(f => Math.Abs(f.Facts.Yaw) < Turned), "no frame that looks straight into the camera");
        Unless(faces.Any(f => f.Facts.Yaw > Turned), "no frame turned to the left");
        Unless(faces.Any(f => f.Facts.Yaw < -Turned), "no frame turned to the right");
        Unless(faces.Any(f => f.Facts.MouthOpening - lowest > Open), "no frame with an open mouth");

        // On a turned head the shadow beside the cheek widens the dark band, and no smile does.
        Unless(faces.Any(f => f.Facts.MouthWidth - _width > Wide && Math.Abs(f.Facts.Yaw) < Turned), "no frame with a smile");
        Unless(
            Range(faces, f => f.Brightness) > OtherBrightness || Range(faces, f => f.SideLight) > OtherSide || Range(faces, f => f.Warmth) > OtherWarmth,
            "all frames have the same light");
        return missing;
    }

    private static double Range(IReadOnlyList<FaceCandidate> faces, Func<CandidateFacts, double> figure)
    {
        double[] sorted = [.. faces.Select(f => figure(f.Facts)).Order()];
        int tail = (int)(Tail * sorted.Length);
        return sorted[^(1 + tail)] - sorted[tail];
    }

    private static double Median(IEnumerable<double> figures)
    {
        double[] sorted = [.. figures.Order()];
        return sorted[sorted.Length / 2];
    }
}
