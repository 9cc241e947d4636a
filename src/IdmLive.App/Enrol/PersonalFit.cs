using System.Diagnostics;
using IdmLive.Diffusion.Adapters;
using IdmLive.Diffusion.Models;
using IdmLive.Pipeline.People;
using IdmLive.Training.Data;
using IdmLive.Training.Personal;
using OpenCvSharp;

namespace IdmLive.App.Enrol;

/// <summary>What an enrolment and a later learning have in common: personal weights from pictures, measured and written into an unfinished folder. One thread.</summary>
/// <param name="package">The general model.</param>
/// <param name="others">Folder of other people's portraits that are rehearsed; null for the sample person inside the program.</param>
/// <param name="threads">Threads of the tensor library.</param>
/// <param name="status">Told what goes on just now, often.</param>
internal sealed class PersonalFit(ModelPackage package, string? others, int threads, Action<string> status)
{
    /// <summary>Name of the personal weights in a person's folder.</summary>
    public const string AdapterFile = "adapter.safetensors";

    private const string SheetFile = "sheet.jpg";
    private const int TrialSeed = 7;

    private static readonly string[] TrialRecipes = ["eq11", "webcam"];

    /// <summary>Checks that people can be learned with a model.</summary>
    /// <exception cref="UserException">The model takes crops of another size than those that are kept.</exception>
    public static void Check(ModelPackage package)
    {
        if (package.Manifest.Resolution != FaceCandidate.CropSize)
        {
            throw new UserException(
                ExitStatus.BadInput, $"Model '{package.Manifest.Name}' takes faces of {package.Manifest.Resolution} pixels; people are enrolled at {FaceCandidate.CropSize}, choose another model.");
        }
    }

    /// <summary>The pictures of crops in an unfinished folder.</summary>
    /// <exception cref="PeopleException">One is no such picture.</exception>
    public byte[][] Read(PersonStage stage, IEnumerable<PersonCrop> crops) =>
        [.. crops.Select(c => EnrolFaces.Read(stage.PathOf(Path.Combine(PersonStage.CropFolder, c.File)), package.Manifest.Resolution))];

    /// <summary>Trains; goes on where an interrupted training left its state in the folder.</summary>
    /// <param name="stage">The unfinished folder.</param>
    /// <param name="options">How.</param>
    /// <param name="learned">What is learned from.</param>
    /// <param name="start">Values to begin from; null for a start that changes nothing.</param>
    /// <param name="stop">Asks to stop.</param>
    /// <returns>The adapter as it will be stored, in sixteen bits, and how long this sitting took.</returns>
    /// <exception cref="OperationCanceledException">It was asked to stop.</exception>
    public (Adapter Adapter, TimeSpan Time) Learn(PersonStage stage, PersonalOptions options, byte[][] learned, ReadOnlyMemory<float>? start, CancellationToken stop)
    {
        string work = stage.MakeWorkFolder();
        status("preparing other people's faces");
        IReadOnlyList<byte[]> rehearsed = EnrolFaces.Others(others, package.Manifest.Resolution, work);
        PersonalTraining training = new(package, options, learned, rehearsed, work, start);
        Stopwatch clock = Stopwatch.StartNew();
        (float[] values, int iterations) = Run(training, work, stop);
        Adapter adapter = training.ToAdapter(values, iterations, new Dictionary<string, double>());

        // What is measured is what is stored: sixteen bits.
        string file = Path.Join(work, AdapterFile);
        adapter.Write(file, package.Network);
        return (Adapter.Read(file), clock.Elapsed);
    }

    private (float[] Values, int Iterations) Run(PersonalTraining training, string work, CancellationToken stop)
    {
        try
        {
            return training.Run(
                p => status(FormattableString.Invariant($"learning: {100 * p.Done:F0} % after {p.Iterations} steps, about {p.Left:m\\:ss} left")), stop);
        }
        catch (ModelException e)
        {
            // With that state every further try would end the same way.
            File.Delete(Path.Join(work, PersonalTraining.CheckpointName));
            throw new ModelException($"The training failed ({e.Message.TrimEnd('.')}); the same command begins it anew from the chosen pictures.", e);
        }
    }

    /// <summary>Measures on held-out pictures, with the model in use beside where there is one.</summary>
    /// <param name="adapter">The new one.</param>
    /// <param name="heldOut">At least one.</param>
    /// <param name="present">The one in use; null where there is none.</param>
    /// <param name="sheet">Gets some of the pictures.</param>
    /// <param name="stop">Asks to stop.</param>
    public TrialResult Measure(Adapter adapter, byte[][] heldOut, Adapter? present, EnrolSheet sheet, CancellationToken stop)
    {
        status("measuring");
        using PersonalTrial trial = new(package, adapter.MergeInto(package), TrialRecipes, TrialSeed, threads, present?.MergeInto(package));
        return trial.Measure(heldOut, sheet.AddTrial, stop);
    }

    /// <summary>The adapter's file with the figures in it.</summary>
    public byte[] ToBytes(PersonStage stage, Adapter adapter, TrialResult trial)
    {
        Adapter measured = new(adapter.Manifest with { Figures = trial.Figures.ToDictionary(f => f.Key, f => f.Value.Mean) }, adapter.Values);
        string file = Path.Join(stage.MakeWorkFolder(), AdapterFile);
        measured.Write(file, package.Network);
        return File.ReadAllBytes(file);
    }

    /// <summary>Draws the sheet into the folder.</summary>
    /// <param name="stage">The unfinished folder.</param>
    /// <param name="sheet">With the held-out pictures.</param>
    /// <param name="learned">What was learned from.</param>
    /// <param name="line">The line of figures.</param>
    public void WriteSheet(PersonStage stage, EnrolSheet sheet, byte[][] learned, string line)
    {
        foreach (byte[] face in learned)
        {
            using Mat picture = FaceBytes.ToMat(face, package.Manifest.Resolution);
            sheet.AddChosen(picture);
        }

        stage.Write(SheetFile, sheet.Draw(line));
    }
}
