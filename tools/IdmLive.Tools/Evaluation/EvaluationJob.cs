using System.Text;
using IdmLive.Diffusion.Models;
using IdmLive.Diffusion.Restoring;
using IdmLive.Pipeline.Imaging;
using IdmLive.Training.Data;
using OpenCvSharp;

namespace IdmLive.Tools.Evaluation;

/// <summary>One evaluation from its options to its files.</summary>
internal static class EvaluationJob
{
    private const int FacesOnSheet = 8;
    private const int SheetQuality = 88;
    private const int MostLanes = 8;
    private const int TellEvery = 10;

    /// <summary>Runs it and writes summary.json, per-image.csv, sheet.png and report.html.</summary>
    /// <param name="options">What to do; checked.</param>
    /// <param name="log">Where progress and skipped pictures are told.</param>
    public static EvaluationResult Run(EvaluationOptions options, TextWriter log)
    {
        ModelPackage package = ModelStore.Default().Load(options.Model);
        List<EvaluationLane> lanes = [];
        try
        {
            // Before the faces: what is wrong with the model, a peer, a measure or the groups shows at once.
            GroupFile? groups = options.Groups is null ? null : GroupFile.Read(options.Groups);
            lanes.Add(NewLane(options, package));
            int size = package.Manifest.Resolution;
            IPairSource pairs = options.Pairs is { } folder ? new PairFolder(folder, size) : new TestSet(options.Data!, size, options.Seed, options.Recipe);
            Directory.CreateDirectory(options.Output);
            Tell(pairs, log);
            while (lanes.Count < Math.Min(pairs.Count, Math.Clamp(Environment.ProcessorCount, 1, MostLanes)))
            {
                lanes.Add(NewLane(options, package));
            }

            int shown = Math.Min(FacesOnSheet, pairs.Count);
            using EvaluationSheet sheet = new(
                ["input", .. lanes[0].Restorers.Select(r => r.Name), "clean"], [.. Enumerable.Range(0, shown).Select(i => i * pairs.Count / shown)], size);
            EvaluationRun run = new(pairs, lanes)
            {
                Sheet = sheet,
                Groups = groups,
                Progress = (done, elapsed) => TellProgress(log, done, pairs.Count, elapsed),
            };
            EvaluationResult result = run.Run(package.Manifest.Name, options.CurveFaces);
            if (groups?.Complaint(result.Faces) is { } complaint)
            {
                log.WriteLine($"idmlive-tools evaluate: {complaint}");
            }

            Write(options.Output, result, sheet.Picture);
            return result;
        }
        finally
        {
            lanes.ForEach(l => l.Dispose());
        }
    }

    private static EvaluationLane NewLane(EvaluationOptions options, ModelPackage package)
    {
        int size = package.Manifest.Resolution;
        List<EvaluatedRestorer> restorers = [];
        try
        {
            IReadOnlyList<int> all = options.Steps.Count > 0 ? options.Steps : [.. package.Manifest.Schedule.Levels.Keys.Order()];
            foreach (int steps in all)
            {
                DiffusionRestorer restorer = new(package, new RestorerOptions { Steps = steps, Threads = 1 });
                restorers.Add(new(EvaluationResult.RowName(package.Manifest.Name, steps), restorer, RestorerRole.Model));
            }

            foreach (string peer in options.Peers)
            {
                PeerRestorer restorer = new(peer, size);
                restorers.Add(new($"peer:{restorer.ModelName}", restorer, RestorerRole.Peer));
            }

            restorers.Add(new("bicubic", FloorRestorer.Bicubic(size), RestorerRole.Floor));
            restorers.Add(new("nlmeans", FloorRestorer.NonLocalMeans(size), RestorerRole.Floor));
            return new EvaluationLane(restorers, new Evaluator(options.Measures));
        }
        catch
        {
            restorers.ForEach(r => r.Restorer.Dispose());
            throw;
        }
    }

    private static void TellProgress(TextWriter log, int done, int all, TimeSpan elapsed)
    {
        if (done % TellEvery == 0 || done == all)
        {
            TimeSpan left = elapsed / done * (all - done);
            log.WriteLine($"idmlive-tools evaluate: {done} of {all} faces after {elapsed:h\\:mm\\:ss}, about {left:h\\:mm\\:ss} left");
        }
    }

    private static void Tell(IPairSource pairs, TextWriter log)
    {
        foreach (SkippedPicture skipped in pairs.Skipped)
        {
            log.WriteLine($"idmlive-tools evaluate: skipped {skipped.Name}: {skipped.Reason}");
        }

        log.WriteLine($"idmlive-tools evaluate: faces: {pairs.Count}, {pairs.Degradation}; pictures skipped: {pairs.Skipped.Count}");
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
