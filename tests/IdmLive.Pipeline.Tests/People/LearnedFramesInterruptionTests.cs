using IdmLive.Pipeline.People;

namespace IdmLive.Pipeline.Tests.People;

/// <summary>A program that is ended after any single file operation leaves frames that can be read and kept on, and the person as enrolled.</summary>
public sealed class LearnedFramesInterruptionTests : IDisposable
{
    private readonly string _top = Directory.CreateTempSubdirectory("idmlive-learned-").FullName;

    public void Dispose() => Directory.Delete(_top, recursive: true);

    [Fact]
    public void Keeping_in_a_full_store_leaves_the_frames_of_before_or_after()
    {
        int before = 0, after = 0;
        int steps = BreakOffEverywhere(
            (store, ann) => new LearnedFrames(store, most: 3).Keep(ann, DrawnFrames.Crop(9, .3), DrawnFrames.Png(9)),
            (store, ann) =>
            {
                IReadOnlyList<LearnedCrop> waiting = LearnedFrames.Read(ann);
                bool isNew = waiting.Any(c => c.File == DrawnFrames.Crop(9).File);
                (before, after) = isNew ? (before, after + 1) : (before + 1, after);
                Assert.Equal(3, waiting.Count);
                Assert.All(waiting, c => Assert.Equal(DrawnFrames.Png(int.Parse(c.File[8..11], null)), LearnedFrames.ReadPicture(ann, c)));

                // The next one sweeps what was left beside.
                new LearnedFrames(store, most: 3).Keep(ann, DrawnFrames.Crop(8, -.3), DrawnFrames.Png(8));
                Assert.Equal(4, Directory.GetFiles(ann.LearnedFolder).Length);
            });
        Assert.True(steps > 5 && before > 3 && after > 1, $"{steps} steps, {before} before, {after} after");
    }

    [Fact]
    public void Learning_leaves_the_old_model_or_the_new_one_and_never_an_enrolment_without_frames()
    {
        int old = 0, renewed = 0;
        BreakOffEverywhere(
            Learn,
            (store, _) =>
            {
                EnrolledPerson ann = Assert.IsType<EnrolledPerson>(Assert.Single(store.List()).Person);
                bool isNew = File.ReadAllText(ann.AdapterPath!) == "new";
                (old, renewed) = isNew ? (old, renewed + 1) : (old + 1, renewed);
                Assert.Equal(isNew ? 1 : 3, LearnedFrames.Read(ann).Count);
                Assert.Equal(isNew ? 4 : 2, ann.Record.Crops.Count);
                Assert.All(ann.Record.Crops, c => Assert.True(File.Exists(ann.CropPath(c))));
                Assert.Equal(DrawnPerson.Record("Ann").Embeddings, ann.Record.Embeddings);
                Assert.Empty(store.Unfinished);
                if (!isNew)
                {
                    Learn(store, ann);
                }

                store.List();
                Assert.Equal(["ann"], Directory.GetFileSystemEntries(store.Root).Select(Path.GetFileName));
            });
        Assert.True(old > 10 && renewed > 2, $"{old} old, {renewed} new");
    }

    [Fact]
    public void Removing_takes_an_unfinished_learning_along_wherever_it_is_broken_off() => BreakOffEverywhere(
        (store, ann) =>
        {
            using (PersonStage stage = store.BeginLearning("Ann"))
            {
                stage.TakeOver(ann);
            }

            store.Remove("Ann");
        },
        (store, _) =>
        {
            store.Remove("Ann");
            Assert.Empty(Directory.GetFileSystemEntries(store.Root));
        });

    private static void Learn(PeopleStore store, EnrolledPerson ann)
    {
        using PersonStage stage = store.BeginLearning("Ann");
        stage.Clear();
        PersonRecord record = stage.TakeOver(ann);
        PersonCrop[] learned = [DrawnFrames.Crop(0).ToPersonCrop(false), DrawnFrames.Crop(1).ToPersonCrop(true)];
        Array.ForEach(learned, c => stage.WriteCrop(c.File, LearnedFrames.ReadPicture(ann, LearnedFrames.Read(ann).First(w => w.File == c.File))));
        stage.Write("adapter.safetensors", "new"u8);
        LearnedFrames.CarryOver(stage, ann, learned.Select(c => c.File).ToHashSet());
        stage.Save(record with { Crops = [.. record.Crops, .. learned], Source = new(300, 4), AdapterFile = "adapter.safetensors", Accepted = true });
        store.Commit(stage);
    }

    /// <summary>Breaks work off after its first, second, ... operation, each time in a new store with a person of whom three frames wait.</summary>
    /// <returns>How many operations the work has.</returns>
    private int BreakOffEverywhere(Action<PeopleStore, EnrolledPerson> work, Action<PeopleStore, EnrolledPerson> check)
    {
        for (int last = 1; ; last++)
        {
            string root = Path.Combine(_top, last.ToString("000", System.Globalization.CultureInfo.InvariantCulture));
            PeopleStore whole = new(root);
            EnrolledPerson ann = DrawnPerson.Enrol(whole, DrawnPerson.Record("Ann"), "old");
            for (int i = 0; i < 3; i++)
            {
                new LearnedFrames(whole).Keep(ann, DrawnFrames.Crop(i, .01 * i), DrawnFrames.Png(i));
            }

            int steps = 0;
            PeopleStore breaking = new(root, new PrivateFiles((_, _) =>
            {
                if (++steps >= last)
                {
                    throw new BrokenOff();
                }
            }));
            bool isWhole = false;
            try
            {
                work(breaking, ann);
                isWhole = true;
            }
            catch (BrokenOff)
            {
                // As if the process had been killed: the lock alone goes with it.
            }

            check(new PeopleStore(root), ann);
            if (isWhole)
            {
                return steps;
            }
        }
    }

    private sealed class BrokenOff : Exception;
}
