using System.Text;
using IdmLive.Diffusion.Models;
using IdmLive.Diffusion.Restoring;
using IdmLive.Pipeline.Imaging;
using IdmLive.Pipeline.Restoring;
using IdmLive.Tools.Evaluation;
using IdmLive.Training.Degradation;
using OpenCvSharp;

namespace IdmLive.Tools.VideoEvaluation;

/// <summary>One video evaluation from its options to its files.</summary>
/// <param name="options">What to do; checked.</param>
/// <param name="stream">Makes the stream restorer of a model; null leaves the row <c>stream</c> out.</param>
/// <param name="log">Where progress is told.</param>
internal sealed class VideoEvaluationJob(VideoEvaluationOptions options, Func<ModelPackage, IStreamRestorer>? stream, TextWriter log)
{
    private const int TellEvery = 25;

    /// <summary>Runs it and writes summary.json, per-clip.csv, sheet.png and xt.png.</summary>
    public VideoEvaluationResult Run()
    {
        ModelPackage package = ModelStore.Default().Load(options.Model);
        int size = package.Manifest.Resolution;
        DegradationRecipe recipe = DegradationRecipe.ByName(options.Recipe, size);
        List<IClipRestorer> restorers = [];
        try
        {
            // What is wrong with the model, a peer or a measure shows before clips are read.
            AddRestorers(restorers, package, size);
            using VideoMeasures measures = new(options.Measures);
            FaceClipFinder finder = new(size);
            IFaceClip[] clips = [.. options.Clips.SelectMany((path, camera) => finder.Find(path, camera, options.Frames, options.Seconds))];
            Directory.CreateDirectory(options.Output);
            using VideoPictures pictures = new([.. restorers.Select(r => r.Name)], clips, size);
            VideoEvaluationRun run = new(restorers, measures)
            {
                Recipe = recipe,
                Seed = options.Seed,
                Every = options.Every,
                Pictures = pictures,
                Progress = TellProgress,
            };
            VideoEvaluationResult result = new(
                run.Run(clips), [.. clips.Select(c => new MeasuredClip(c.Name, c.Count, new VirtualCamera(recipe, options.Seed, c.Camera, c.Face).Stages))])
            {
                Model = package.Manifest.Name,
                Recipe = recipe.Name,
                Seed = options.Seed,
                Every = options.Every,
            };
            Write(result, pictures);
            return result;
        }
        finally
        {
            restorers.ForEach(r => r.Dispose());
        }
    }

    private void AddRestorers(List<IClipRestorer> restorers, ModelPackage package, int size)
    {
        restorers.Add(CopiedClip.Input());
        foreach (int steps in options.Steps)
        {
            restorers.Add(new PerFrameClip($"perFrame@{steps}", new DiffusionRestorer(package, new RestorerOptions { Steps = steps })));
        }

        if (stream is null)
        {
            log.WriteLine("idmlive-tools evaluate-video: this build has no stream restorer; the row `stream` is left out");
        }
        else
        {
            restorers.Add(new StreamedClip(stream(package)));
        }

        foreach (string peer in options.Peers)
        {
            PeerRestorer restorer = new(peer, size);
            restorers.Add(new PerFrameClip($"peer:{restorer.ModelName}", restorer));
        }

        restorers.Add(CopiedClip.Clean());
    }

    private void TellProgress(IFaceClip clip, int frames)
    {
        if (frames % TellEvery == 0 || frames == clip.Count)
        {
            log.WriteLine($"idmlive-tools evaluate-video: {clip.Name}: {frames} of {clip.Count} frames");
        }
    }

    private void Write(VideoEvaluationResult result, VideoPictures pictures)
    {
        WritePicture("sheet.png", pictures.Sheet.Picture);
        WritePicture("xt.png", pictures.Slices.Picture);
        WholeFile.Write(Path.Join(options.Output, "per-clip.csv"), Encoding.UTF8.GetBytes(VideoEvaluationReport.Csv(result.Rows)));

        // Last: whoever waits for the summary finds the rest.
        WholeFile.Write(Path.Join(options.Output, "summary.json"), Encoding.UTF8.GetBytes(VideoEvaluationSummary.Text(result)));
    }

    private void WritePicture(string name, Mat picture)
    {
        Cv2.ImEncode(".png", picture, out byte[] png);
        WholeFile.Write(Path.Join(options.Output, name), png);
    }
}
