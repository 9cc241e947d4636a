namespace IdmLive.Pipeline.Faces;

/// <summary>
/// The One-Euro filter (Casiez et al. 2012) of a quantity with one or two components: a low-pass whose cut-off grows with speed,
/// so that it is steady at rest and quick in motion. The components share one cut-off.
/// </summary>
internal sealed class OneEuroFilter(double restCutoff, double speedCoefficient)
{
    // Hertz. The paper's 1 notices a turn of the head a sixth of a second late; 3 makes noise at rest a quarter larger.
    private const double SpeedCutoff = 3;

    private double x, y, lastX, lastY;
    private bool started;

    /// <summary>Smoothed speed of the first component, units a second.</summary>
    public double SpeedX { get; private set; }

    /// <summary>Smoothed speed of the second component, units a second.</summary>
    public double SpeedY { get; private set; }

    /// <summary>Filters a value that was measured some time after the last.</summary>
    /// <param name="valueX">First component.</param>
    /// <param name="valueY">Second component; 0 where there is none.</param>
    /// <param name="seconds">Time since the last value, above 0.</param>
    /// <param name="speedUnit">What a speed of 1 unit a second counts for, so that faces of every size are treated alike.</param>
    public (double X, double Y) Filter(double valueX, double valueY, double seconds, double speedUnit)
    {
        if (!started)
        {
            started = true;
            (x, y) = (lastX, lastY) = (valueX, valueY);
            return (x, y);
        }

        double speedShare = Share(SpeedCutoff, seconds);
        SpeedX += speedShare * (((valueX - lastX) / seconds) - SpeedX);
        SpeedY += speedShare * (((valueY - lastY) / seconds) - SpeedY);
        (lastX, lastY) = (valueX, valueY);
        double speed = Math.Sqrt((SpeedX * SpeedX) + (SpeedY * SpeedY)) * speedUnit;
        double share = Share(restCutoff + (speedCoefficient * speed), seconds);
        x += share * (valueX - x);
        y += share * (valueY - y);
        return (x, y);
    }

    /// <summary>Goes on without a measurement: the first two components move with their speed.</summary>
    public (double X, double Y) Extrapolate(double seconds)
    {
        (double dx, double dy) = (SpeedX * seconds, SpeedY * seconds);
        (x, y, lastX, lastY) = (x + dx, y + dy, lastX + dx, lastY + dy);
        return (x, y);
    }

    private static double Share(double cutoff, double seconds) => 1 / (1 + (1 / (2 * Math.PI * cutoff * seconds)));
}
