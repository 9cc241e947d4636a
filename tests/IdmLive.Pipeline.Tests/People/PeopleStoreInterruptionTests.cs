using System.Text;
using IdmLive.Pipeline.People;

namespace IdmLive.Pipeline.Tests.People;

/// <summary>A program that is ended after any single file operation leaves the old person or the new one, and nothing that harms the next program.</summary>
public sealed class PeopleStoreInterruptionTests : IDisposable
{
    private readonly string _top = Directory.CreateTempSubdirectory("idmlive-people-").FullName;

    public void Dispose() => Directory.Delete(_top, recursive: true);

    [Fact]
    public void Enrolling_anew_leaves_old_or_new_wherever_it_is_broken_off()
    {
        int old = 0, renewed = 0;
        int steps = BreakOffEverywhere(
            store =>
            {
                using PersonStage stage = store.Begin("Ann");
                DrawnPerson.Fill(stage, DrawnPerson.Record("Ann", 3), "new");
                store.Commit(stage);
            },
            store =>
            {
                EnrolledPerson person = Assert.IsType<EnrolledPerson>(Assert.Single(store.List()).Person);
                string mark = person.Record.Crops.Count == 3 ? "new" : "old";
                Assert.Equal(mark, File.ReadAllText(person.AdapterPath!));
                Assert.All(person.Record.Crops, c => Assert.Equal($"{mark} {c.File}", File.ReadAllText(person.CropPath(c))));
                (old, renewed) = mark == "old" ? (old + 1, renewed) : (old, renewed + 1);

                // The next program goes on, and nothing of the old is left then.
                Assert.Equal(3, DrawnPerson.Enrol(store, DrawnPerson.Record("Ann", 3), "new").Record.Crops.Count);
                Assert.DoesNotContain(Texts(store), t => t.Contains("old", StringComparison.Ordinal));
                Assert.Equal(["ann"], Directory.GetFileSystemEntries(store.Root).Select(Path.GetFileName));
            });
        Assert.True(steps > 20, $"only {steps} operations");
        Assert.True(old > 10 && renewed > 2, $"{old} old, {renewed} new");
    }

    [Fact]
    public void Removing_leaves_everything_or_nothing_in_sight_and_can_be_finished()
    {
        int whole = 0, gone = 0;
        BreakOffEverywhere(
            store => store.Remove("Ann"),
            store =>
            {
                if (store.Find("Ann") is { } person)
                {
                    whole++;
                    Assert.All(person.Record.Crops, c => Assert.Equal($"old {c.File}", File.ReadAllText(person.CropPath(c))));
                }
                else
                {
                    gone++;
                }

                store.Remove("Ann");
                Assert.Empty(Directory.GetFileSystemEntries(store.Root));
            });
        Assert.True(gone > 5, $"{whole} whole, {gone} gone");
    }

    [Fact]
    public void A_listing_finishes_an_interrupted_removal()
    {
        BreakOffEverywhere(
            store => store.Remove("Ann"),
            store =>
            {
                int people = store.List().Count;
                Assert.Equal(people > 0, Texts(store).Any());
            });
    }

    private static IEnumerable<string> Texts(PeopleStore store) =>
        Directory.EnumerateFiles(store.Root, "*", SearchOption.AllDirectories).Select(f => Encoding.Latin1.GetString(File.ReadAllBytes(f)));

    /// <summary>Breaks work off after its first, second, ... operation, each time in a new store with an enrolled person.</summary>
    /// <returns>How many operations the work has.</returns>
    private int BreakOffEverywhere(Action<PeopleStore> work, Action<PeopleStore> check)
    {
        for (int last = 1; ; last++)
        {
            string root = Path.Combine(_top, last.ToString("000", System.Globalization.CultureInfo.InvariantCulture));
            DrawnPerson.Enrol(new PeopleStore(root), DrawnPerson.Record("Ann"), "old");
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
                work(breaking);
                isWhole = true;
            }
            catch (BrokenOff)
            {
                // As if the process had been killed: the lock alone goes with it.
            }

            check(new PeopleStore(root));
            if (isWhole)
            {
                return steps;
            }
        }
    }

    private sealed class BrokenOff : Exception;
}
