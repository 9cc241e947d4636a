namespace IdmLive.App.Enrol;

/// <summary>What enrolment and learning allow as length of a training, and threads for it. Stateless.</summary>
internal static class TrainingLength
{
    /// <summary>Checks the options.</summary>
    /// <param name="minutes">Of <c>--minutes</c>.</param>
    /// <param name="iterations">Of <c>--iterations</c>; 0 where it is left out.</param>
    /// <param name="threads">Of <c>--threads</c>.</param>
    /// <param name="usualMinutes">What the command has without <c>--minutes</c>.</param>
    /// <exception cref="UserException">One sentence.</exception>
    public static void Check(double minutes, int iterations, int threads, int usualMinutes)
    {
        UserException.Require(minutes is > 0 and <= 600, $"--minutes is {minutes}; give minutes above 0, {usualMinutes} is usual.");
        UserException.Require(iterations is >= 0 and <= 1_000_000, $"--iterations is {iterations}; give 1 to 1000000, or leave it out to train by the clock.");
        UserException.Require(threads is >= 0 and <= 1024, $"--threads is {threads}; give 1 to 1024, or 0 for all processors.");
    }
}
