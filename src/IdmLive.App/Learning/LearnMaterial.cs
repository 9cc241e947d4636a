using System.Text;
using IdmLive.Pipeline.People;

namespace IdmLive.App.Learning;

/// <summary>
/// Brings what a person is learned from into an unfinished folder: the crops of the enrolment, those of earlier calls, and the best of what waits, a part of it held
/// out. What was held out once stays held out. One thread.
/// </summary>
internal static class LearnMaterial
{
    /// <summary>Frames that must have come since the last learning.</summary>
    public const int LeastNew = 8;

    // Frames of calls in a record at most. The held-out ones are few because each is measured with two faults through three models.
    private const int MostTraining = 96, MostHeldOut = 16;

    private static readonly string ConsideredFile = Path.Combine(PersonStage.WorkFolder, "considered.txt");

    /// <summary>What an earlier sitting considered; null where it was ended before all was there.</summary>
    public static IReadOnlySet<string>? Considered(PersonStage stage) =>
        stage.PathOf(ConsideredFile) is { } file && File.Exists(file) ? File.ReadAllLines(file).ToHashSet() : null;

    /// <summary>Gathers.</summary>
    /// <param name="stage">Empty; of this person.</param>
    /// <param name="person">Whose frames wait.</param>
    /// <returns>Null, or why there is nothing to learn from.</returns>
    /// <exception cref="PeopleException">Something cannot be read or written.</exception>
    public static string? Gather(PersonStage stage, EnrolledPerson person)
    {
        IReadOnlyList<LearnedCrop> waiting = LearnedFrames.Read(person);
        int fresh = waiting.Count(c => !c.IsTried);
        if (fresh < LeastNew)
        {
            return $"{fresh} new frames are there and {LeastNew} are needed; `idmlive live --keep-learning` keeps some";
        }

        FaceCandidate[] candidates = [.. waiting.Select((c, i) => c.ToCandidate(LearnedFrames.ReadPicture(person, c), i))];
        FrameChoice choice = FrameChooser.Choose(candidates, new() { Training = 40, HeldOut = 12, Rules = new KeepRules().Frame });
        if (choice.Problem is { } problem)
        {
            LearnedFrames.MarkTried(stage, person, waiting.Select(c => c.File).ToHashSet());
            return problem.TrimEnd('.');
        }

        PersonRecord record = stage.TakeOver(person);
        List<PersonCrop> learned = [.. record.Crops.Where(c => c.IsLearned())];
        foreach (FaceCandidate face in choice.Training.Concat(choice.HeldOut))
        {
            PersonCrop crop = waiting[face.Frame].ToPersonCrop(isHeldOut: choice.HeldOut.Contains(face));
            stage.WriteCrop(crop.File, face.Png);
            learned.Add(crop);
        }

        PersonCrop[] left = [.. LearnedChoice.Thin([.. learned.Where(c => !c.IsHeldOut)], MostTraining), .. LearnedChoice.Thin([.. learned.Where(c => c.IsHeldOut)], MostHeldOut)];
        foreach (PersonCrop crop in learned.Except(left))
        {
            File.Delete(stage.PathOf(Path.Combine(PersonStage.CropFolder, crop.File)));
        }

        PersonCrop[] crops = [.. record.Crops.Where(c => !c.IsLearned()), .. left];
        stage.Save(record with { Crops = crops, Source = new(record.Source.FramesSeen + waiting.Count, crops.Length) });

        // Written last: it says that everything else is there.
        stage.Write(ConsideredFile, Encoding.UTF8.GetBytes(string.Join('\n', waiting.Select(c => c.File))));
        return null;
    }
}
