using System.Globalization;
using IdmLive.App.Restoring;

namespace IdmLive.App.Demo;

/// <summary>Says what the demo found, in lines for a terminal and for the sheet.</summary>
internal static class DemoReport
{
    /// <summary>Writes the figures and where everything is.</summary>
    public static void Write(TextWriter output, DemoResult result)
    {
        RestoreResult run = result.Run;
        FaceComparisonFigures faces = result.Faces;
        output.WriteLine(Invariant($"Restored {run.Frames} frames with the model '{run.Model}', {run.Steps} network call{(run.Steps == 1 ? "" : "s")} a face:"));
        output.WriteLine(Invariant($"  faces found          {run.Faces} in {run.FramesWithFace} of {run.Frames} frames"));
        output.WriteLine(Invariant($"  frames a second      {run.Fps:F1}"));
        output.WriteLine(Invariant($"  work on a frame      {run.P50Ms:F1} ms p50, {run.P95Ms:F1} ms p95"));
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
