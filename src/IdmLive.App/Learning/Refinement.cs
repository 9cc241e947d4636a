using System.Text;
using IdmLive.App.Enrol;
using IdmLive.Diffusion.Adapters;
using IdmLive.Diffusion.Models;
using IdmLive.Pipeline.People;
using IdmLive.Training.Personal;

namespace IdmLive.App.Learning;

/// <summary>Measures new personal weights on held-out pictures: <see cref="PersonalFit.Measure"/>.</summary>
internal delegate TrialResult TrialMeasure(Adapter adapter, byte[][] heldOut, Adapter? present, EnrolSheet sheet, CancellationToken stop);

/// <summary>
/// One learning from frames of calls: the personal weights in use are trained on, measured beside the general model and themselves as they were, and replaced where
/// that is better. The person is recognised by the same embeddings afterwards. Interrupted, the same learning goes on where it was. One thread.
/// </summary>
internal sealed class Refinement
{
    private static readonly string RequestFile = Path.Combine(PersonStage.WorkFolder, "request.txt");

    private readonly LearnOptions _options;
    private readonly ModelPackage _package;
    private readonly PeopleStore _store;
    private readonly Action<string> _tell;
    private readonly PersonalFit _fit;
    private readonly TrialMeasure _measure;

    /// <summary>Prepares.</summary>
    /// <param name="options">Checked options.</param>
    /// <param name="package">The general model.</param>
    /// <param name="store">Where people lie.</param>
    /// <param name="tell">Told a sentence.</param>
    /// <param name="status">Told what goes on just now, often.</param>
    /// <param name="measure">Measures the new weights; <see cref="PersonalFit.Measure"/> where null.</param>
    /// <exception cref="UserException">The model takes crops of another size than those that are kept.</exception>
    public Refinement(LearnOptions options, ModelPackage package, PeopleStore store, Action<string> tell, Action<string> status, TrialMeasure? measure = null)
    {
        PersonalFit.Check(package);
        (_options, _package, _store, _tell) = (options, package, store, tell);
        _fit = new(package, options.Others, options.UsedThreads, status);
        _measure = measure ?? _fit.Measure;
    }

    /// <summary>Does it all.</summary>
    /// <param name="name">Of an enrolled person.</param>
    /// <param name="stop">Asks to stop.</param>
    /// <exception cref="UserException">The person was enrolled with another model.</exception>
    /// <exception cref="OperationCanceledException">It was asked to stop; the same learning goes on later.</exception>
    public LearnResult Run(string name, CancellationToken stop)
    {
        using PersonStage stage = _store.Find(name) is not null ? _store.BeginLearning(name) : throw Unknown(name);

        // Now that the name is taken nobody replaces what is found.
        if (_store.Find(name) is not { } person)
        {
            stage.Discard();
            throw Unknown(name);
        }

        if (person.Record.Model.Sha256 != _package.Manifest.Weights.Sha256)
        {
            stage.Discard();
            throw new UserException(
                ExitStatus.BadInput,
                $"{person.Record.Name} was enrolled with other weights than those of model '{_package.Manifest.Name}'; give `idmlive enrol \"{person.Record.Name}\" --kept` first, the frames that wait stay.");
        }

        int fresh = LearnedFrames.Read(person).Count(c => !c.IsTried);
        if (!IsResumed(stage, person) && Begin(stage, person) is { } nothing)
        {
            stage.Discard();
            return new(person.Record.Name, false, nothing, fresh, 0, 0, 0, 0, new Dictionary<string, Pipeline.Measures.ConfidenceInterval>());
        }

        return Learn(stage, person, fresh, stop);
    }

    private UserException Unknown(string name) => new(ExitStatus.BadInput, $"Nobody called {name} is enrolled in '{_store.Root}'; `idmlive people list` shows who is.");

    private LearnResult Learn(PersonStage stage, EnrolledPerson person, int fresh, CancellationToken stop)
    {
        PersonRecord record = stage.ReadRecord()!;
        IReadOnlySet<string> considered = LearnMaterial.Considered(stage)!;
        byte[][] learned = _fit.Read(stage, record.Crops.Where(c => !c.IsHeldOut));
        PersonCrop[] heldOut = [.. record.Crops.Where(c => c.IsHeldOut).OrderBy(c => c.IsLearned())];
        Adapter? present = person.AdapterPath is { } path && person.Record.Accepted ? Adapter.Read(path) : null;
        (Adapter adapter, TimeSpan time) = _fit.Learn(stage, _options.ToPersonal(present?.Manifest), learned, present?.Values, stop);
        using EnrolSheet sheet = new();
        TrialResult trial = _measure(adapter, _fit.Read(stage, heldOut), present, sheet, stop);
        RefinementVerdict verdict = new(trial, heldOut.Count(c => !c.IsLearned()));
        LearnResult result = new(
            record.Name, verdict.IsAccepted, verdict.Reason, fresh, learned.Length, trial.Frames, adapter.Manifest.Iterations, time.TotalSeconds, trial.Figures);
        if (!verdict.IsAccepted)
        {
            LearnedFrames.MarkTried(stage, person, considered);
            stage.Discard();
            return result;
        }

        stage.Write(PersonalFit.AdapterFile, _fit.ToBytes(stage, adapter, trial));
        _fit.WriteSheet(stage, sheet, learned, result.Line);
        LearnedFrames.CarryOver(stage, person, considered);
        stage.Save(record with { Figures = trial.Figures, AdapterFile = PersonalFit.AdapterFile, Accepted = true });
        _store.Commit(stage);
        return result;
    }

    /// <summary>Whether an interrupted sitting left everything that this one would gather.</summary>
    private bool IsResumed(PersonStage stage, EnrolledPerson person)
    {
        string request = stage.PathOf(RequestFile);
        if (!stage.IsResumed || !File.Exists(request) || File.ReadAllText(request) != Request(person) || LearnMaterial.Considered(stage) is null)
        {
            return false;
        }

        _tell("going on with the learning that was interrupted.");
        return true;
    }

    private string? Begin(PersonStage stage, EnrolledPerson person)
    {
        // What another sitting left belongs to an enrolment that is replaced, or to other wishes.
        stage.Clear();
        stage.Write(RequestFile, Encoding.UTF8.GetBytes(Request(person)));
        return LearnMaterial.Gather(stage, person);
    }

    private string Request(EnrolledPerson person) => FormattableString.Invariant(
        $"{Path.GetFileName(person.Folder)} {person.Record.Created.UtcTicks} {_package.Manifest.Weights.Sha256} {_options.Seed} {_options.Iterations}");
}
