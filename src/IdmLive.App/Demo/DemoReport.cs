using System.Globalization;
using IdmLive.Pipeline.Session;

namespace IdmLive.App.Demo;

/// <summary>Says what the demo found, in lines for a terminal and for the sheet.</summary>
internal static class DemoReport
{
    /// <summary>Writes the figures and where everything is.</summary>
    public static void Write(TextWriter output, DemoOptions options, DemoResult result)
    {
        RestoringReport session = result.Session;
        FaceComparisonFigures faces = result.Faces;
        output.WriteLine(Invariant($"Restored {session.Frames} frames with the model '{options.Model}' in {options.Steps} step{(options.Steps == 1 ? "" : "s")} a face:"));
        output.WriteLine(Invariant($"  faces found          {session.Faces} in {session.FramesWithFace} of {session.Frames} frames"));
        output.WriteLine(Invariant($"  frames a second      {session.FramesPerSecond:F1}"));
        output.WriteLine(Invariant($"  work on a frame      {session.P50Milliseconds:F1} ms p50, {session.P95Milliseconds:F1} ms p95"));
        output.WriteLine();
        output.WriteLine("The face against the undegraded clip      input   restored      clean");
        output.WriteLine(Invariant($"  identity (cosine, higher is better)  {faces.Input.Identity,8:F3}   {faces.Restored.Identity,8:F3}   {1,8:F3}"));
        output.WriteLine(Invariant($"  PSNR (dB, higher is better)          {faces.Input.Psnr,8:F2}   {faces.Restored.Psnr,8:F2}"));
        output.WriteLine(Invariant($"  flicker (levels, lower is calmer)    {faces.Input.Flicker,8:F2}   {faces.Restored.Flicker,8:F2}   {faces.CleanFlicker,8:F2}"));
        output.WriteLine();
        output.WriteLine($"  restored clip   {result.Restored}");
        output.WriteLine($"  side by side    {result.SideBySide}");
        output.WriteLine($"  picture sheet   {result.Sheet}");
    }

    /// <summary>Figures of one clip's face, for its row on the sheet.</summary>
    public static string Line(FaceFigures figures) =>
        Invariant($"identity {figures.Identity:F3}   PSNR {figures.Psnr:F1} dB   flicker {figures.Flicker:F2}");

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
