using System.Diagnostics;
using IdmLive.Diffusion.Adapters;
using IdmLive.Diffusion.Models;
using IdmLive.Diffusion.Restoring;
using IdmLive.Pipeline.Imaging;
using IdmLive.Pipeline.Measures;
using IdmLive.Pipeline.People;
using IdmLive.Pipeline.Restoring;
using IdmLive.Tools.Evaluation;
using IdmLive.Training.Data;
using IdmLive.Training.Degradation;
using IdmLive.Training.Intrinsic;
using IdmLive.Training.Personal;
using OpenCvSharp;

namespace IdmLive.Tools.PersonalEvaluation;

/// <summary>
/// Makes personal models from the first part of clips and measures them on later parts, beside the general model, on the same frames with the same faults.
/// Adapters that are there already are not made again. One thread.
/// </summary>
internal sealed class PersonalEvaluationRun
{
    private const int OtherFaces = 64;
    private const int SheetFrames = 3;
    private const string Guarded = ", guarded";

    private readonly PersonalEvaluationOptions _options;
    private readonly ModelPackage _package;
    private readonly Action<string> _tell;
    private readonly List<PersonalRow> _rows = [];
    private readonly List<PersonalAdapter> _adapters = [];

    /// <summary>Prepares a run.</summary>
    /// <param name="options">Checked here.</param>
    /// <param name="package">The general model.</param>
    /// <param name="tell">Told a line now and then.</param>
    public PersonalEvaluationRun(PersonalEvaluationOptions options, ModelPackage package, Action<string> tell)
    {
        options.Check();
        (_options, _package, _tell) = (options, package, tell);
    }

    /// <summary>Does it all.</summary>
    public (IReadOnlyList<PersonalRow> Rows, IReadOnlyList<PersonalAdapter> Adapters) Run(CancellationToken cancellation)
    {
        int size = _package.Manifest.Resolution;
        PersonalSubject[] subjects = [.. _options.Clips.SelectMany(c => PersonalSubject.Read(c, _options, size))];
        if (subjects.GroupBy(s => s.Name).FirstOrDefault(g => g.Count() > 1) is { } twice)
        {
            throw new ArgumentException($"Several of the clips are called {twice.Key}; give each a file name of its own.");
        }

        byte[][] rehearsed = _options.Rehearse is null ? [] : Others(size);
        Dictionary<(string Subject, AdapterKind Kind), ModelPackage> personal = [];
        foreach (PersonalSubject subject in subjects)
        {
            foreach (AdapterKind kind in _options.Kinds)
            {
                personal[(subject.Name, kind)] = _package.With(Learn(subject, kind, rehearsed, cancellation).MergeInto(_package));
            }
        }

        using Evaluator evaluator = new(_options.Measures);
        foreach (PersonalSubject subject in subjects)
        {
            List<(string Name, IFaceRestorer Restorer)> restorers = [];
            foreach (int k in _options.Steps)
            {
                restorers.Add(($"general@{k}", Restorer(_package, k)));
                restorers.AddRange(_options.Kinds.Select(kind => ($"{kind}@{k}", (IFaceRestorer)Restorer(personal[(subject.Name, kind)], k))));
            }

            PersonalSubject[] others = [.. subjects.Where(s => s != subject)];
            (string Name, IFaceRestorer Restorer)[] strangers = [.. others.Select(s => (Stranger(s), (IFaceRestorer)Restorer(personal[(s.Name, _options.Kinds[0])], _options.Steps[0])))];
            Dictionary<string, FaceGallery> galleries = others.ToDictionary(Stranger, s => new FaceGallery([new KnownFace(s.Name, [.. s.Train.Select(f => Embedding(f, size, evaluator))])]));
            try
            {
                foreach (TestCondition condition in _options.Conditions ? TestConditions.All : [TestCondition.Same])
                {
                    foreach (string recipe in _options.Recipes)
                    {
                        cancellation.ThrowIfCancellationRequested();
                        Measure(subject, condition, recipe, condition == TestCondition.Same ? [.. restorers, .. strangers] : restorers, galleries, evaluator);
                    }
                }
            }
            finally
            {
                foreach ((_, IFaceRestorer restorer) in restorers.Concat(strangers))
                {
                    restorer.Dispose();
                }
            }
        }

        return (_rows, _adapters);
    }

    private byte[][] Others(int size)
    {
        CropSet set = CropSet.Read([_options.Rehearse!], size, Path.Join(_options.Output, "others.bin"));
        return [.. Enumerable.Range(0, Math.Min(set.Count, OtherFaces)).Select(i => set[(int)((long)i * set.Count / Math.Min(set.Count, OtherFaces))].ToArray())];
    }

    private Adapter Learn(PersonalSubject subject, AdapterKind kind, byte[][] others, CancellationToken cancellation)
    {
        string folder = Path.Join(_options.Output, "adapters", $"{subject.Name}.{kind}"), file = folder + ".safetensors";
        if (File.Exists(file))
        {
            Adapter known = Adapter.Read(file);
            int rank = kind == AdapterKind.LowRank ? _options.Training.Rank : 0;
            if (known.Manifest.Rank != rank || (_options.Training.Iterations > 0 && known.Manifest.Iterations != _options.Training.Iterations) || known.Manifest.Frames != subject.Train.Count)
            {
                throw new ArgumentException(
                    $"'{file}' was made with rank {known.Manifest.Rank}, {known.Manifest.Iterations} steps and {known.Manifest.Frames} frames, and rank {rank}, {_options.Training.Iterations} steps and {subject.Train.Count} frames are asked for; give another folder.");
            }

            _adapters.Add(new(subject.Name, kind.ToString(), known.Manifest.Frames, known.Manifest.Iterations, known.Manifest.Figures["seconds"], new FileInfo(file).Length));
            return known;
        }

        Stopwatch clock = Stopwatch.StartNew();
        PersonalTraining training = new(_package, _options.Training with { Kind = kind }, subject.Train, others, folder);
        (float[] values, int iterations) = training.Run(
            p =>
            {
                if (p.Iterations % 50 == 0)
                {
                    _tell($"{subject.Name}, {kind}: step {p.Iterations}, loss {p.Loss:F4}, about {p.Left:m\\:ss} left");
                }
            },
            cancellation);
        Adapter adapter = training.ToAdapter(values, iterations, new Dictionary<string, double> { ["seconds"] = clock.Elapsed.TotalSeconds });
        adapter.Write(file, _package.Network);
        Directory.Delete(folder, recursive: true);
        _adapters.Add(new(subject.Name, kind.ToString(), subject.Train.Count, iterations, clock.Elapsed.TotalSeconds, new FileInfo(file).Length));
        return Adapter.Read(file);
    }

    private void Measure(
        PersonalSubject subject, TestCondition condition, string recipeName, IReadOnlyList<(string Name, IFaceRestorer Restorer)> restorers,
        Dictionary<string, FaceGallery> galleries, Evaluator evaluator)
    {
        int size = _package.Manifest.Resolution;
        DegradationRecipe recipe = DegradationRecipe.ByName(recipeName, size);
        Dictionary<string, List<ClosenessFigures>> figures = restorers.Select(r => r.Name).Prepend("input").ToDictionary(n => n, _ => new List<ClosenessFigures>());
        foreach (string stranger in restorers.Select(r => r.Name).Where(galleries.ContainsKey))
        {
            figures[stranger + Guarded] = [];
        }

        // Whether it stays what it is does not depend on the faults or on the light: measured once, on the person's own models.
        string[] authentic = condition == TestCondition.Same && recipeName == _options.Recipes[0] ? [.. restorers.Select(r => r.Name).Where(n => !galleries.ContainsKey(n))] : [];
        Dictionary<string, (List<ClosenessFigures> Twice, List<ClosenessFigures> Clean)> again = authentic.ToDictionary(n => n, _ => (new List<ClosenessFigures>(), new List<ClosenessFigures>()));
        int shown = Math.Min(SheetFrames, subject.Test.Count);
        using EvaluationSheet sheet = new(["input", .. restorers.Select(r => r.Name), "clean"], [.. Enumerable.Range(0, shown).Select(i => i * subject.Test.Count / shown)], size);
        for (int i = 0; i < subject.Test.Count; i++)
        {
            using ResourcesTracker pictures = new();
            Mat crop = pictures.T(FaceBytes.ToMat(subject.Test[i], size));
            (Mat truth, Mat seen) = TestConditions.Draw(crop, condition);
            pictures.T(truth);
            pictures.T(seen);
            Mat degraded = pictures.T(recipe.Apply(seen, new Random(BatchSource.HashCode(_options.Seed, i, 0))));
            EmbeddedFace clean = evaluator.Embed(truth);
            List<Mat> row = [degraded];
            EmbeddedFace seenFace = evaluator.Embed(degraded);
            figures["input"].Add(evaluator.Compare(seenFace, clean));
            foreach ((string name, IFaceRestorer restorer) in restorers)
            {
                Mat restored = pictures.T(new Mat(size, size, MatType.CV_8UC3));
                restorer.Restore([new FaceCrop(degraded, i)], [restored]);
                row.Add(restored);
                EmbeddedFace once = evaluator.Embed(restored);
                ClosenessFigures near = evaluator.Compare(once, clean);
                figures[name].Add(near);
                if (again.TryGetValue(name, out (List<ClosenessFigures> Twice, List<ClosenessFigures> Clean) own))
                {
                    own.Twice.Add(evaluator.Compare(evaluator.Embed(Apply(restorer, restored, i, pictures)), once));
                    own.Clean.Add(evaluator.Compare(evaluator.Embed(Apply(restorer, truth, i, pictures)), clean));
                }

                if (galleries.TryGetValue(name, out FaceGallery? gallery))
                {
                    // A forced person is taken back where a look says another: that frame gets the general model.
                    bool isOther = gallery.Score(seenFace.A)[0].Score < new PersonMatcherOptions().LeaveScore;
                    figures[name + Guarded].Add(isOther ? figures[$"general@{_options.Steps[0]}"][^1] : near);
                }
            }

            sheet.Add(i, [.. row, truth]);
        }

        foreach ((string name, List<ClosenessFigures> own) in figures)
        {
            PersonalRow row = Row(subject.Name, recipeName, condition, name, own, name == "input" ? null : figures[$"general@{name.Split('@')[1].Split(' ', ',')[0]}"]);
            _rows.Add(again.TryGetValue(name, out (List<ClosenessFigures> Twice, List<ClosenessFigures> Clean) a)
                ? row with { Twice = ClosenessFigures.Mean(a.Twice), Clean = ClosenessFigures.Mean(a.Clean) } : row);
        }

        string folder = Path.Join(_options.Output, "sheets");
        Directory.CreateDirectory(folder);
        Cv2.ImEncode(".png", sheet.Picture, out byte[] png);
        WholeFile.Write(Path.Join(folder, $"{subject.Name}.{recipeName}.{condition}.png"), png);
        _tell($"{subject.Name}, {recipeName}, {condition}: measured");
    }

    private static Mat Apply(IFaceRestorer restorer, Mat picture, int frame, ResourcesTracker pictures)
    {
        Mat result = pictures.T(new Mat(picture.Size(), picture.Type()));
        restorer.Restore([new FaceCrop(picture, frame)], [result]);
        return result;
    }

    private string Stranger(PersonalSubject owner) => $"{_options.Kinds[0]}@{_options.Steps[0]} of {owner.Name}";

    private static float[] Embedding(byte[] face, int size, Evaluator evaluator)
    {
        using Mat picture = FaceBytes.ToMat(face, size);
        return evaluator.Embed(picture).A;
    }

    private PersonalRow Row(string subject, string recipe, TestCondition condition, string name, List<ClosenessFigures> own, List<ClosenessFigures>? general)
    {
        ConfidenceInterval? Gain(Func<ClosenessFigures, double> figure) => general is null || ReferenceEquals(general, own)
            ? null
            : Bootstrap.PairedDifference([.. own.Select(figure)], [.. general.Select(figure)], _options.Seed);
        return new(
            subject, recipe, condition, name, own.Count,
            own.Average(f => f.Psnr), own.Average(f => f.Lpips), own.Average(f => f.IdA), own.Average(f => f.IdB),
            Gain(f => f.Psnr), Gain(f => f.Lpips), Gain(f => f.IdA), Gain(f => f.IdB));
    }

    private DiffusionRestorer Restorer(ModelPackage package, int steps) => new(package, new() { Steps = steps, Threads = _options.Training.Threads });
}
