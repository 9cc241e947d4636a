using IdmLive.App.Restoring;
using IdmLive.Pipeline.Imaging;
using IdmLive.Pipeline.Media;
using IdmLive.Pipeline.Outputs;
using OpenCvSharp;

namespace IdmLive.App.Demo;

/// <summary>Restores the sample clip, compares it with the truth frame by frame, and makes the clip side by side and the picture sheet.</summary>
internal static class DemoRun
{
    // Parts of the clip's length at which the sheet shows it.
    private static readonly double[] Moments = [0.1, 0.37, 0.63, 0.9];
    private const int MomentOfFrame = 1;

    // From the brows to the chin of an aligned crop: what is restored, not the hair around it.
    private static readonly Rect CloseUp = new(32, 48, 192, 192);

    /// <summary>Runs the demo.</summary>
    /// <param name="options">What and where.</param>
    /// <param name="restoring">Restores the clip: the same that <c>idmlive restore</c> does.</param>
    /// <param name="stop">Asks to stop.</param>
    /// <exception cref="OperationCanceledException">It was asked to stop.</exception>
    /// <exception cref="Exception">Something is not there, or cannot be read or written.</exception>
    public static DemoResult Run(DemoOptions options, VideoRestoring restoring, CancellationToken stop)
    {
        FfmpegInstallation ffmpeg = FfmpegInstallation.Find();
        string folder = Directory.CreateDirectory(options.Folder).FullName;
        string input = SampleFiles.Extract(SampleFiles.Degraded, folder), clean = SampleFiles.Extract(SampleFiles.Clean, folder);
        string restored = Path.Combine(folder, "restored.mp4"), both = Path.Combine(folder, "side-by-side.mp4"), sheetPath = Path.Combine(folder, "sheet.png");

        RestoreOptions restore = new RestoreOptions
        {
            Inputs = [input],
            Output = restored,
            Model = options.Model,
            Steps = options.Steps,
            Force = true,
            Quiet = true,
        }.Checked();
        RestoreResult run = restoring.Run(restore, RestoreInputs.Sort(restore), stop);
        stop.ThrowIfCancellationRequested();
        using PictureSheet sheet = new("Input", "Restored", "Clean");
        FaceComparisonFigures faces;
        using (ClipTrio clips = new(ffmpeg, input, restored, clean))
        {
            faces = Compare(ffmpeg, clips, both, sheet, run.Frames, stop);
        }

        sheet.SetFigures(0, DemoReport.Line(faces.Input));
        sheet.SetFigures(1, DemoReport.Line(faces.Restored));
        sheet.SetFigures(2, $"what the camera would have seen without its faults   flicker {faces.CleanFlicker:F2}");
        using Mat drawn = sheet.Draw(
            "IdmLive: a clip in, a restored clip out",
            $"model {run.Model}, {run.Steps} network call{(run.Steps == 1 ? "" : "s")} a face; pictures and figures are of the clips as encoded");
        Cv2.ImEncode(".png", drawn, out byte[] encoded);
        WholeFile.Write(sheetPath, encoded);
        return new(restored, both, sheetPath, run, faces);
    }

    private static FaceComparisonFigures Compare(
        FfmpegInstallation ffmpeg, ClipTrio clips, string both, PictureSheet sheet, long frames, CancellationToken stop)
    {
        int[] shown = [.. Moments.Select(m => (int)(m * frames))];
        Size size = clips.Input.Size();
        using FaceComparison comparison = new();
        using Mat pair = new(size.Height, 2 * size.Width, MatType.CV_8UC3);
        using Mat left = new(pair, new Rect(0, 0, size.Width, size.Height)), right = new(pair, new Rect(size.Width, 0, size.Width, size.Height));
        using VideoFileSink sink = VideoOutputPlan.Make(
            ffmpeg, clips.InputInfo, new VideoOutputOptions { Path = both, Width = pair.Width, Height = pair.Height, Overwrite = true }).Open();
        for (int frame = 0; clips.TryRead(out TimeSpan time); frame++)
        {
            stop.ThrowIfCancellationRequested();
            clips.Input.CopyTo(left);
            clips.Restored.CopyTo(right);
            sink.Write(pair, clips.Stamp, []);
            if (comparison.Add(clips.Input, clips.Restored, clips.Clean, time) is { } crops && shown.Contains(frame))
            {
                string caption = FormattableString.Invariant($"{time.TotalSeconds:F2} s");
                using Mat degradedFace = new(crops.Input, CloseUp), restoredFace = new(crops.Restored, CloseUp), cleanFace = new(crops.Clean, CloseUp);
                sheet.AddCloseUps(caption, degradedFace, restoredFace, cleanFace);
                if (frame == shown[MomentOfFrame])
                {
                    sheet.SetFrames(caption, clips.Input, clips.Restored, clips.Clean);
                }
            }
        }

        sink.Complete(clips.EndPts);
        return comparison.Figures;
    }
}
