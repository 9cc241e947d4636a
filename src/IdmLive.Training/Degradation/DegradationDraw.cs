using System.Diagnostics;
using IdmLive.Training.Degradation.Stages;
using OpenCvSharp;

namespace IdmLive.Training.Degradation;

/// <summary>The values of a recipe for one picture or one camera: what happens, without the noise. Thread-safe.</summary>
/// <param name="Stages">The stages that were drawn, in order; may be empty.</param>
public sealed record DegradationDraw(IReadOnlyList<DrawnStage> Stages)
{
    /// <summary>Degrades a picture.</summary>
    /// <param name="clean">8-bit BGR, not changed.</param>
    /// <param name="noise">Source of the noise.</param>
    /// <returns>A new 8-bit BGR picture of the same size; the caller disposes of it.</returns>
    /// <exception cref="ArgumentException">Not an 8-bit BGR picture.</exception>
    public Mat Apply(Mat clean, Random noise) => Apply(clean, noise, null);

    /// <summary>Degrades a picture and tells of each stage how long it took.</summary>
    /// <param name="clean">8-bit BGR, not changed.</param>
    /// <param name="noise">Source of the noise.</param>
    /// <param name="took">Told the stage and its time, or null.</param>
    public Mat Apply(Mat clean, Random noise, Action<DrawnStage, TimeSpan>? took)
    {
        if (clean.Empty() || clean.Type() != MatType.CV_8UC3)
        {
            throw new ArgumentException($"The picture is {clean.Width} x {clean.Height} of type {clean.Type()}; it has to be 8-bit BGR.", nameof(clean));
        }

        Mat picture = clean.Clone();
        try
        {
            foreach (DrawnStage stage in Stages)
            {
                long start = Stopwatch.GetTimestamp();
                Mat next = stage.Apply(picture, clean.Size(), noise);
                took?.Invoke(stage, Stopwatch.GetElapsedTime(start));
                picture.Dispose();
                picture = next;
            }

            // A recipe that forgets to bring the picture back would shift every pixel against its clean twin.
            if (picture.Size() != clean.Size())
            {
                Mat whole = picture.Resize(clean.Size(), interpolation: InterpolationFlags.Linear);
                picture.Dispose();
                picture = whole;
            }

            return picture;
        }
        catch
        {
            picture.Dispose();
            throw;
        }
    }
}
