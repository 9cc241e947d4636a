using System.Text;
using IdmLive.Diffusion.Adapters;
using IdmLive.Diffusion.Models;
using IdmLive.Pipeline.People;
using IdmLive.Training.Personal;

namespace IdmLive.App.Enrol;

/// <summary>
/// One enrolment: gather and choose, train, measure on held-out frames, keep what is better. Each step leaves its result in the person's unfinished folder, so an
/// interrupted enrolment goes on where it was. One thread.
/// </summary>
internal sealed class Enrolment
{
    private const string RequestFile = "request.txt";

    private readonly EnrolOptions _options;
    private readonly ModelPackage _package;
    private readonly PeopleStore _store;
    private readonly Action<string> _tell;
    private readonly Action<string> _status;
    private readonly PersonalFit _fit;

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
        PersonalFit.Check(package);
        _fit = new(package, options.Others, Threads, status);
    }

    /// <summary>Does it all.</summary>
    /// <param name="consent">When the person consented.</param>
    /// <param name="stop">Asks to stop.</param>
    /// <exception cref="OperationCanceledException">It was asked to stop; the same enrolment goes on later.</exception>
    public EnrolResult Run(DateTimeOffset consent, CancellationToken stop)
    {
        using PersonStage stage = Begin();
        PersonRecord record = Material(stage, consent, stop);
        byte[][] learned = _fit.Read(stage, record.Crops.Where(c => !c.IsHeldOut)), heldOut = _fit.Read(stage, record.Crops.Where(c => c.IsHeldOut));
        if (heldOut.Length == 0)
        {
            throw new UserException(ExitStatus.BadInput, $"There are only {learned.Length} pictures, too few to hold one out and measure by it; give at least 3.");
        }

        (Adapter adapter, TimeSpan training) = _fit.Learn(stage, _options.ToPersonal(Threads), learned, null, stop);
        using EnrolSheet sheet = new();
        TrialResult trial = _fit.Measure(adapter, heldOut, null, sheet, stop);
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
            stage.Clear();
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
        LearnedFrames.CarryOver(stage, person, new HashSet<string>());
        PersonRecord record = stage.TakeOver(person) with { Created = DateTimeOffset.UtcNow, Model = Base };
        stage.Save(record);
        return record;
    }

    private PersonModel Base => new(_package.Manifest.Name, _package.Manifest.Weights.Sha256);

    private EnrolResult Keep(PersonStage stage, PersonRecord record, Adapter adapter, TrialResult trial, EnrolSheet sheet, byte[][] learned, TimeSpan training)
    {
        byte[] bytes = _fit.ToBytes(stage, adapter, trial);
        EnrolResult result = new(
            record.Name, trial.IsAccepted, trial.Reason, learned.Length, trial.Frames, adapter.Manifest.Iterations, training.TotalSeconds, bytes.Length, null, trial.Figures);
        _fit.WriteSheet(stage, sheet, learned, result.Line);
        if (!trial.IsAccepted && IsUsed(_store, record.Name))
        {
            stage.Discard();
            return result;
        }

        if (trial.IsAccepted)
        {
            stage.Write(PersonalFit.AdapterFile, bytes);
        }

        stage.Save(record with { Figures = trial.Figures, AdapterFile = trial.IsAccepted ? PersonalFit.AdapterFile : null, Accepted = trial.IsAccepted });
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
