using System.Globalization;
using System.Text.Json;
using IdmLive.Pipeline.Measures;

namespace IdmLive.App.Bench;

/// <summary>How a figure is spread over frames or faces.</summary>
/// <param name="Lowest">The lowest.</param>
/// <param name="P5">5 % are lower.</param>
/// <param name="Median">Half are lower.</param>
/// <param name="P95">95 % are lower.</param>
internal readonly record struct CleanFigures(double Lowest, double P5, double Median, double P95)
{
    /// <summary>The figures of some values.</summary>
    /// <param name="values">At least one.</param>
    public static CleanFigures Of(IReadOnlyList<double> values)
    {
        Quantiles quantiles = new(values);
        double At(double part) => Math.Round(quantiles.At(part), 3);
        return new(At(0), At(.05), At(.5), At(.95));
    }
}

/// <summary>What <c>bench --clean</c> came to.</summary>
/// <param name="Frames">Frames that were compared.</param>
/// <param name="Faces">Faces in them.</param>
/// <param name="Size">Size of the frames.</param>
/// <param name="FramePsnr">PSNR of output and input over whole frames, dB; 100 where nothing was changed.</param>
/// <param name="FacePsnr">The same over the rectangles around the faces.</param>
/// <param name="Strength">Part of each restoration that was taken, 0 to 1.</param>
/// <param name="Failures">Frames in which a stage failed.</param>
internal sealed record CleanBenchResult(
    int Frames, int Faces, string Size, CleanFigures FramePsnr, CleanFigures FacePsnr, CleanFigures Strength, long Failures)
{
    /// <summary>What clean frames have to keep.</summary>
    public const double BarDb = 40;

    /// <summary>Writes a table, or one line of JSON.</summary>
    public void Write(bool json, TextWriter output)
    {
        if (json)
        {
            output.WriteLine(JsonSerializer.Serialize(
                new { Clean = new { Frames, Faces, Size, FramePsnr, FacePsnr, Strength, Failures, BarDb, Kept = FramePsnr.Lowest >= BarDb } }, JsonSerializerOptions.Web));
            return;
        }

        output.WriteLine(Text($"{Frames} frames of {Size}, {Faces} faces, {Failures} failed; frames {(FramePsnr.Lowest >= BarDb ? "within" : "NOT within")} {BarDb:F0} dB"));
        foreach ((string name, CleanFigures f) in (ReadOnlySpan<(string, CleanFigures)>)[("frame, dB", FramePsnr), ("face, dB", FacePsnr), ("strength", Strength)])
        {
            output.WriteLine(Text($"  {name,-10} lowest {f.Lowest,7:F2}   5 % {f.P5,7:F2}   median {f.Median,7:F2}   95 % {f.P95,7:F2}"));
        }
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
