namespace IdmLive.Training.Data;

/// <summary>What reading a set of crops tells meanwhile.</summary>
public static class CropSetProgress
{
    private const int Every = 100;

    /// <summary>A progress for <see cref="CropSet.Read"/> that tells a line for every hundredth picture and the last one.</summary>
    /// <param name="report">Takes the lines.</param>
    public static Action<int, int> Lines(Action<string> report) => (done, all) =>
    {
        if (done % Every == 0 || done == all)
        {
            report($"faces: {done} of {all} pictures");
        }
    };
}
