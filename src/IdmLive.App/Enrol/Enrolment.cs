using System.Diagnostics;
using System.Text;
using IdmLive.Diffusion.Adapters;
using IdmLive.Diffusion.Models;
using IdmLive.Pipeline.People;
using IdmLive.Training.Data;
using IdmLive.Training.Personal;
using OpenCvSharp;

namespace IdmLive.App.Enrol;

/// <summary>
/// One enrolment: gather and choose, train, measure on held-out frames, keep what is better. Each step leaves its result in the person's unfinished folder, so an
/// interrupted enrolment goes on where it was. One thread.
/// </summary>
internal sealed class Enrolment
{
    private const string AdapterFile = "adapter.safetensors";
    private const string SheetFile = "sheet.jpg";
    private const string RequestFile = "request.txt";
    private const int TrialSeed = 7;

    private static readonly string[] TrialRecipes = ["eq11", "webcam"];

    private readonly EnrolOptions _options;
    private readonly ModelPackage _package;
    private readonly PeopleStore _store;
    private readonly Action<string> _tell;
    private readonly Action<string> _status;

    /// <summary>Prepares.</summary>
    /// <param name="options">Checked options.</param>
    /// <param name="package">The general model.</param>
    /// <param name="store">Where people lie.</param>
    /// <param name="tell">Told a sentence.</param>
    /// <param name="status">Told what goes on just now, often.</param>
    /// <exception cref="UserException">The model takes crops of another size than those that are kept.</exception>
    public Enrolment(EnrolOptions options, ModelPackage package, PeopleStore store, Action<string> tell, Action<string> status)
    {
        (_options, _package, _store, _tell, _status) = (options, package, store, tell, status);
        if (package.Manifest.Resolution != FaceCandidate.CropSize)
        {
            throw new UserException(
                ExitStatus.BadInput, $"Model '{package.Manifest.Name}' takes faces of {package.Manifest.Resolution} pixels; people are enrolled at {FaceCandidate.CropSize}, choose another model.");
        }
    }

    /// <summary>Does it all.</summary>
    /// <param name="consent">When the person consented.</param>
    /// <param name="stop">Asks to stop.</param>
    /// <exception cref="OperationCanceledException">It was asked to stop; the same enrolment goes on later.</exception>
    public EnrolResult Run(DateTimeOffset consent, CancellationToken stop)
    {
        using PersonStage stage = Begin();
        PersonRecord record = Material(stage, consent, stop);
        byte[][] Faces(bool heldOut) => [.. record.Crops.Where(c => c.IsHeldOut == heldOut).Select(c => EnrolFaces.Read(stage.PathOf(Path.Combine(PersonStage.CropFolder, c.File)), _package.Manifest.Resolution))];
        byte[][] learned = Faces(heldOut: false), heldOut = Faces(heldOut: true);
        if (heldOut.Length == 0)
        {
            throw new UserException(ExitStatus.BadInput, $"There are only {learned.Length} pictures, too few to hold one out and measure by it; give at least 3.");
        }

        (Adapter adapter, TimeSpan training) = Learn(stage, learned, stop);
        _status("measuring");
        using EnrolSheet sheet = new();
        float[] parameters = adapter.MergeInto(_package);
        TrialResult trial;
        using (PersonalTrial measure = new(_package, parameters, TrialRecipes, TrialSeed, Threads))
        {
            trial = measure.Measure(heldOut, sheet.AddTrial, stop);
        }

        return Keep(stage, record, adapter, trial, sheet, learned, training);
    }

    private int Threads => _options.Threads == 0 ? Environment.ProcessorCount : _options.Threads;

    /// <summary>An unfinished folder: one that an interrupted run with the same wishes left, or an empty one.</summary>
    private PersonStage Begin()
    {
        string request = _options.Request(_package.Manifest.Weights.Sha256);
        PersonStage stage = _store.Begin(_options.Name);
        string file = stage.PathOf(Path.Combine(PersonStage.WorkFolder, RequestFile));
        if (stage.IsResumed && File.Exists(file) && File.ReadAllText(file) == request && HasRecord(stage))
        {
            _tell("going on with the enrolment that was interrupted.");
            return stage;
        }

        if (stage.IsResumed)
        {
            stage.Discard();
            stage.Dispose();
            stage = _store.Begin(_options.Name);
        }

        stage.Write(Path.Combine(PersonStage.WorkFolder, RequestFile), Encoding.UTF8.GetBytes(request));
        return stage;
    }

    private static bool HasRecord(PersonStage stage)
    {
        try
        {
            return stage.ReadRecord() is not null;
        }
        catch (PeopleException)
        {
            return false; // damaged, or of another version of the program: begun anew
        }
    }

    private PersonRecord Material(PersonStage stage, DateTimeOffset consent, CancellationToken stop)
    {
        try
        {
            return stage.ReadRecord() ?? (_options.Kept ? TakeKept(stage) : Gather(stage, consent, stop));
        }
        catch
        {
            // There is nothing to go on with: nothing is left that the user would have to remove.
            stage.Discard();
            throw;
        }
    }

    private PersonRecord Gather(PersonStage stage, DateTimeOffset consent, CancellationToken stop)
    {
        (FrameChoice choice, int seen) = new EnrolMaterial(_tell, _status).Gather(_options, stop);
        IReadOnlyList<PersonCrop> crops = choice.WriteTo(stage);
        PersonRecord record = new()
        {
            Name = _options.Name,
            Created = DateTimeOffset.UtcNow,
            Consent = consent,
            Model = Base,
            Source = new(seen, crops.Count),
            Embeddings = choice.Embeddings,
            Crops = crops,
        };
        stage.Save(record);
        return record;
    }

    private PersonRecord TakeKept(PersonStage stage)
    {
        EnrolledPerson person = _store.Find(_options.Name)
            ?? throw new UserException(ExitStatus.BadInput, $"Nobody is enrolled as {_options.Name}; give --video, --photos or --camera.");
        PersonRecord record = stage.TakeOver(person) with { Created = DateTimeOffset.UtcNow, Model = Base };
        stage.Save(record);
        return record;
    }

    private PersonModel Base => new(_package.Manifest.Name, _package.Manifest.Weights.Sha256);

    private (Adapter Adapter, TimeSpan Time) Learn(PersonStage stage, byte[][] learned, CancellationToken stop)
    {
        string work = stage.MakeWorkFolder();
        _status("preparing other people's faces");
        IReadOnlyList<byte[]> others = EnrolFaces.Others(_options.Others, _package.Manifest.Resolution, work);
        PersonalTraining training = new(_package, _options.ToPersonal(Threads), learned, others, work);
        Stopwatch clock = Stopwatch.StartNew();
        (float[] values, int iterations) = Run(training, work, stop);
        Adapter adapter = new(
            new()
            {
                Format = AdapterManifest.CurrentFormat,
                Model = _package.Manifest.Name,
                ModelSha256 = _package.Manifest.Weights.Sha256,
                Kind = _options.Kind,
                Rank = training.Layout.Rank,
                Created = DateTime.UtcNow,
                Frames = learned.Length,
                Iterations = iterations,
                Figures = new Dictionary<string, double>(),
            },
            values);

        // What is measured is what is stored: sixteen bits.
        string file = Path.Join(work, AdapterFile);
        adapter.Write(file, _package.Network);
        return (Adapter.Read(file), clock.Elapsed);
    }

    private (float[] Values, int Iterations) Run(PersonalTraining training, string work, CancellationToken stop)
    {
        try
        {
            return training.Run(
                p => _status(FormattableString.Invariant($"learning: {100 * p.Done:F0} % after {p.Iterations} steps, about {p.Left:m\\:ss} left")), stop);
        }
        catch (ModelException e)
        {
            // With that state every further try would end the same way.
            File.Delete(Path.Join(work, PersonalTraining.CheckpointName));
            throw new ModelException($"The training failed ({e.Message.TrimEnd('.')}); the same command begins it anew from the chosen pictures, --seed 2 on another way.", e);
        }
    }

    private EnrolResult Keep(PersonStage stage, PersonRecord record, Adapter adapter, TrialResult trial, EnrolSheet sheet, byte[][] learned, TimeSpan training)
    {
        foreach (byte[] face in learned)
        {
            using Mat picture = FaceBytes.ToMat(face, _package.Manifest.Resolution);
            sheet.AddChosen(picture);
        }

        Adapter measured = new(adapter.Manifest with { Figures = trial.Figures.ToDictionary(f => f.Key, f => f.Value.Mean) }, adapter.Values);
        string file = Path.Join(stage.MakeWorkFolder(), AdapterFile);
        measured.Write(file, _package.Network);
        byte[] bytes = File.ReadAllBytes(file);
        EnrolResult result = new(
            record.Name, trial.IsAccepted, trial.Reason, learned.Length, trial.Frames, adapter.Manifest.Iterations, training.TotalSeconds, bytes.Length, null, trial.Figures);
        stage.Write(SheetFile, sheet.Draw(result.Line));
        if (!trial.IsAccepted && IsUsed(_store, record.Name))
        {
            stage.Discard();
            return result;
        }

        if (trial.IsAccepted)
        {
            stage.Write(AdapterFile, bytes);
        }

        stage.Save(record with { Figures = trial.Figures, AdapterFile = trial.IsAccepted ? AdapterFile : null, Accepted = trial.IsAccepted });
        return result with { Folder = _store.Commit(stage).Folder };
    }

    /// <summary>Whether somebody has an older enrolment that is in use with a model of the store and must not be lost to a worse one.</summary>
    private bool IsUsed(PeopleStore store, string name)
    {
        try
        {
            return store.Find(name) is { Record.Accepted: true } person
                && (person.Record.Model.Sha256 == _package.Manifest.Weights.Sha256
                    || ModelStore.Default().Load(person.Record.Model.Name).Manifest.Weights.Sha256 == person.Record.Model.Sha256);
        }
        catch (Exception e) when (e is PeopleException or ModelException)
        {
            return false; // it is damaged, or its model is gone
        }
    }
}
