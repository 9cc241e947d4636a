using System.Text;
using IdmLive.Diffusion.Models;
using IdmLive.Diffusion.Restoring;
using IdmLive.Pipeline.Imaging;
using OpenCvSharp;

namespace IdmLive.Tools.Evaluation;

/// <summary>One evaluation from its options to its files. One thread.</summary>
internal static class EvaluationJob
{
    private const int FacesOnSheet = 8;
    private const int SheetQuality = 88;

    /// <summary>Runs it and writes summary.json, per-image.csv, sheet.png and report.html.</summary>
    /// <param name="options">What to do; checked.</param>
    /// <param name="log">Where progress and skipped pictures are told.</param>
    public static EvaluationResult Run(EvaluationOptions options, TextWriter log)
    {
        ModelPackage package = ModelStore.Default().Load(options.Model);
        int size = package.Manifest.Resolution;
        List<EvaluatedRestorer> restorers = [];
        try
        {
            // Models and peers before the faces: what is wrong with them shows at once.
            IEnumerable<int> steps = options.Steps.Count > 0 ? options.Steps : package.Manifest.Schedule.Levels.Keys.Order();
            foreach (int k in steps)
            {
                DiffusionRestorer restorer = new(package, new RestorerOptions { Steps = k });
                restorers.Add(new(EvaluationResult.RowName(package.Manifest.Name, k), restorer, RestorerRole.Model));
            }

            foreach (string peer in options.Peers)
            {
                PeerRestorer restorer = new(peer, size);
                restorers.Add(new($"peer:{restorer.ModelName}", restorer, RestorerRole.Peer));
            }

            restorers.Add(new("bicubic", FloorRestorer.Bicubic(size), RestorerRole.Floor));
            restorers.Add(new("nlmeans", FloorRestorer.NonLocalMeans(size), RestorerRole.Floor));
            using EvaluatorLanes lanes = new(options.Measures);
            Directory.CreateDirectory(options.Output);
            IPairSource pairs = options.Pairs is { } folder ? new PairFolder(folder, size) : new TestSet(options.Data!, size, options.Seed);
            Tell(pairs, log);
            int shown = Math.Min(FacesOnSheet, pairs.Count);
            using EvaluationSheet sheet = new(
                ["input", .. restorers.Select(r => r.Name), "clean"], [.. Enumerable.Range(0, shown).Select(i => i * pairs.Count / shown)], size);
            EvaluationRun run = new(pairs, restorers, lanes) { Sheet = sheet, Progress = text => log.WriteLine($"idmlive-tools evaluate: {text}") };
            EvaluationResult result = run.Run(package.Manifest.Name, options.CurveFaces);
            Write(options.Output, result, sheet.Picture);
            return result;
        }
        finally
        {
            restorers.ForEach(r => r.Restorer.Dispose());
        }
    }

    private static void Tell(IPairSource pairs, TextWriter log)
    {
        foreach (Data.SkippedPicture skipped in pairs.Skipped)
        {
            log.WriteLine($"idmlive-tools evaluate: skipped {skipped.Name}: {skipped.Reason}");
        }

        log.WriteLine($"idmlive-tools evaluate: {pairs.Count} faces, {pairs.Degradation}; {pairs.Skipped.Count} pictures skipped");
    }

    private static void Write(string folder, EvaluationResult result, Mat sheet)
    {
        Cv2.ImEncode(".png", sheet, out byte[] png);
        Cv2.ImEncode(".jpg", sheet, out byte[] jpeg, new ImageEncodingParam(ImwriteFlags.JpegQuality, SheetQuality));
        WholeFile.Write(Path.Join(folder, "sheet.png"), png);
        WholeFile.Write(Path.Join(folder, "per-image.csv"), Encoding.UTF8.GetBytes(EvaluationReport.Csv(result.Rows, result.Faces)));
        WholeFile.Write(Path.Join(folder, "report.html"), Encoding.UTF8.GetBytes(ReportPage.Html(result, jpeg)));

        // Last: whoever waits for the summary finds the rest.
        WholeFile.Write(Path.Join(folder, "summary.json"), Encoding.UTF8.GetBytes(EvaluationSummary.Text(result)));
    }
}
