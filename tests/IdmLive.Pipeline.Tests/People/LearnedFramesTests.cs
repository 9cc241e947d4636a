using System.IO.Compression;
using IdmLive.Pipeline.People;

namespace IdmLive.Pipeline.Tests.People;

public sealed class LearnedFramesTests : IDisposable
{
    private readonly string _top = Directory.CreateTempSubdirectory("idmlive-learned-").FullName;
    private readonly PeopleStore _store;
    private readonly EnrolledPerson _ann;

    public LearnedFramesTests()
    {
        _store = new(Path.Combine(_top, "people"));
        _ann = DrawnPerson.Enrol(_store, DrawnPerson.Record("Ann"), "a");
    }

    public void Dispose() => Directory.Delete(_top, recursive: true);

    [Fact]
    public void What_is_kept_is_read_again_and_the_same_is_not_kept_twice()
    {
        LearnedFrames frames = new(_store);
        Assert.Empty(LearnedFrames.Read(_ann));
        Assert.Equal(KeepOutcome.Kept, frames.Keep(_ann, DrawnFrames.Crop(1), DrawnFrames.Png(1)));
        Assert.Equal(KeepOutcome.Kept, frames.Keep(_ann, DrawnFrames.Crop(2), DrawnFrames.Png(2)));
        Assert.Equal(KeepOutcome.Alike, frames.Keep(_ann, DrawnFrames.Crop(3) with { Thumbnail = DrawnFrames.Crop(1).Thumbnail }, DrawnFrames.Png(3)));
        IReadOnlyList<LearnedCrop> waiting = LearnedFrames.Read(_store.Find("ann")!);
        Assert.Equal([DrawnFrames.Crop(1).File, DrawnFrames.Crop(2).File], waiting.Select(c => c.File));
        Assert.Equal(DrawnFrames.Crop(2).Facts, waiting[1].Facts);
        Assert.Equal(DrawnFrames.Crop(2).Thumbnail, waiting[1].Thumbnail);
        Assert.Equal(DrawnFrames.Png(2), LearnedFrames.ReadPicture(_ann, waiting[1]));
        Assert.Equal(_ann.Record.Embeddings, _store.Find("ann")!.Record.Embeddings);
    }

    [Fact]
    public void A_full_store_keeps_its_variety_and_its_size()
    {
        LearnedFrames frames = new(_store, most: 6);
        double[] yaws = [0, .01, .3, -.3, .02, .15];
        foreach ((int i, double yaw) in yaws.Index())
        {
            frames.Keep(_ann, DrawnFrames.Crop(i, yaw), DrawnFrames.Png(i));
        }

        // One more of the many is no news; one of a kind of its own displaces one of the many; a sharper one displaces its like.
        Assert.Equal(KeepOutcome.Common, frames.Keep(_ann, DrawnFrames.Crop(10, .1501, sharpness: .4), DrawnFrames.Png(10)));
        Assert.Equal(KeepOutcome.Kept, frames.Keep(_ann, DrawnFrames.Crop(11, -.15), DrawnFrames.Png(11)));
        Assert.Equal([-.3, -.15, .15, .3], LearnedFrames.Read(_ann).Select(c => c.Facts.Yaw).Where(y => Math.Abs(y) > .1).Order());
        Assert.Equal(KeepOutcome.Kept, frames.Keep(_ann, DrawnFrames.Crop(12, .3, sharpness: .6), DrawnFrames.Png(12)));
        Assert.Equal(.6, Assert.Single(LearnedFrames.Read(_ann), c => c.Facts.Yaw == .3).Facts.Sharpness);
        Assert.Equal(6, LearnedFrames.Read(_ann).Count);
        Assert.Equal(7, Directory.GetFiles(_ann.LearnedFolder).Length);
    }

    [Fact]
    public void Frames_that_were_tried_make_room_first()
    {
        LearnedFrames frames = new(_store, most: 3);
        for (int i = 0; i < 3; i++)
        {
            frames.Keep(_ann, DrawnFrames.Crop(i, .1 * i, sharpness: .6), DrawnFrames.Png(i));
        }

        using (PersonStage stage = _store.BeginLearning("Ann"))
        {
            LearnedFrames.MarkTried(stage, _ann, new HashSet<string> { DrawnFrames.Crop(1).File });
        }

        Assert.Equal([false, true, false], LearnedFrames.Read(_ann).Select(c => c.IsTried));
        Assert.Equal(KeepOutcome.Kept, frames.Keep(_ann, DrawnFrames.Crop(5, .1, sharpness: .4), DrawnFrames.Png(5)));
        Assert.DoesNotContain(LearnedFrames.Read(_ann), c => c.IsTried);
    }

    [Fact]
    public void Nothing_is_written_for_who_was_removed_enrolled_anew_or_is_being_taught()
    {
        LearnedFrames frames = new(_store);
        using (PersonStage stage = _store.BeginLearning("Ann"))
        {
            Assert.Equal(KeepOutcome.Gone, frames.Keep(_ann, DrawnFrames.Crop(1), DrawnFrames.Png(1)));
            stage.Discard();
        }

        _store.Remove("Ann");
        Assert.Equal(KeepOutcome.Gone, frames.Keep(_ann, DrawnFrames.Crop(1), DrawnFrames.Png(1)));
        Assert.Empty(Directory.GetFileSystemEntries(_store.Root));

        // Perhaps somebody else, by the same name and with the same number.
        EnrolledPerson other = DrawnPerson.Enrol(_store, DrawnPerson.Record("Ann") with { Created = DrawnPerson.Day.AddDays(1) }, "b");
        Assert.Equal(_ann.Folder, other.Folder);
        Assert.Equal(KeepOutcome.Gone, frames.Keep(_ann, DrawnFrames.Crop(1), DrawnFrames.Png(1)));
        Assert.Equal(KeepOutcome.Kept, frames.Keep(other, DrawnFrames.Crop(1), DrawnFrames.Png(1)));
    }

    [Fact]
    public void Removing_leaves_no_byte_of_kept_frames_nor_of_an_unfinished_learning()
    {
        new LearnedFrames(_store).Keep(_ann, DrawnFrames.Crop(1), "frame-mark"u8.ToArray());
        using (PersonStage stage = _store.BeginLearning("Ann"))
        {
            stage.TakeOver(_ann);
            stage.WriteCrop(DrawnFrames.Crop(1).File, "frame-mark"u8);
        }

        Assert.Empty(_store.Unfinished);
        Assert.True(_store.Remove("Ann"));
        Assert.Empty(Directory.GetFileSystemEntries(_store.Root));
    }

    [Fact]
    public void An_export_with_crops_holds_kept_frames_and_one_without_does_not()
    {
        new LearnedFrames(_store).Keep(_ann, DrawnFrames.Crop(1), DrawnFrames.Png(1));
        string zip = Path.Combine(_top, "ann.zip");
        PersonExport.Write(_ann, zip, withCrops: false, replace: false);
        Assert.DoesNotContain(Entries(zip), e => e.Contains("learned", StringComparison.Ordinal));
        PersonExport.Write(_ann, zip, withCrops: true, replace: true);
        Assert.Equal([$"ann/learned/{DrawnFrames.Crop(1).File}", "ann/learned/learned.json"], Entries(zip).Where(e => e.Contains("learned", StringComparison.Ordinal)));

        static string[] Entries(string path)
        {
            using ZipArchive archive = ZipFile.OpenRead(path);
            return [.. archive.Entries.Select(e => e.FullName)];
        }
    }

    [Fact]
    public void Nobody_else_can_read_a_kept_frame()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "has no such permissions");
        List<UnixFileMode> modes = [];
        PeopleStore store = new(_store.Root, new((_, path) => modes.AddRange(OperatingSystem.IsWindows() || !Path.Exists(path) ? [] : [File.GetUnixFileMode(path)])));
        new LearnedFrames(store).Keep(_ann, DrawnFrames.Crop(1), DrawnFrames.Png(1));
        Assert.True(modes.Count > 4);
        Assert.All(modes, m => Assert.Equal(UnixFileMode.None, m & ~(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute)));
    }

    [Theory]
    [InlineData("{")]
    [InlineData("{\"format\":9,\"crops\":[]}")]
    [InlineData("{\"format\":1,\"crops\":[{\"file\":\"../person.json\"}]}")]
    public void A_damaged_list_is_an_empty_one_and_keeps_again(string content)
    {
        LearnedFrames frames = new(_store);
        frames.Keep(_ann, DrawnFrames.Crop(1), DrawnFrames.Png(1));
        File.WriteAllText(Path.Combine(_ann.LearnedFolder, "learned.json"), content);
        Assert.Empty(LearnedFrames.Read(_ann));
        Assert.Null(Assert.Single(_store.List()).Problem);
        Assert.Equal(KeepOutcome.Kept, frames.Keep(_ann, DrawnFrames.Crop(2), DrawnFrames.Png(2)));
        Assert.Equal(DrawnFrames.Crop(2).File, Assert.Single(LearnedFrames.Read(_ann)).File);
        Assert.Equal(2, Directory.GetFiles(_ann.LearnedFolder).Length);
    }

    [Fact]
    public void What_waits_goes_on_waiting_in_the_next_enrolment()
    {
        LearnedFrames frames = new(_store);
        for (int i = 0; i < 4; i++)
        {
            frames.Keep(_ann, DrawnFrames.Crop(i), DrawnFrames.Png(i));
        }

        using PersonStage stage = _store.BeginLearning("Ann");
        PersonRecord record = stage.TakeOver(_ann);
        LearnedFrames.CarryOver(stage, _ann, new HashSet<string> { DrawnFrames.Crop(0).File, DrawnFrames.Crop(2).File });
        stage.Save(record);
        EnrolledPerson next = _store.Commit(stage);
        Assert.NotEqual(_ann.Folder, next.Folder);
        Assert.Equal([DrawnFrames.Crop(1).File, DrawnFrames.Crop(3).File], LearnedFrames.Read(next).Select(c => c.File));
        Assert.Equal(DrawnFrames.Png(3), LearnedFrames.ReadPicture(next, LearnedFrames.Read(next)[1]));
        Assert.Equal(2 + 1, Directory.GetFiles(next.LearnedFolder).Length);
    }

    [Fact]
    public void Of_learned_crops_the_most_varied_stay()
    {
        PersonCrop[] crops = [.. Enumerable.Range(0, 40).Select(i => DrawnFrames.Crop(i, i < 36 ? .001 * i : .1 * (i - 35)).ToPersonCrop(isHeldOut: false))];
        IReadOnlyList<PersonCrop> left = LearnedChoice.Thin(crops, 6);
        Assert.Equal(6, left.Count);
        Assert.Superset(crops[36..].Select(c => c.File).ToHashSet(), left.Select(c => c.File).ToHashSet());
        Assert.All(left, c => Assert.True(c.IsLearned()));
        Assert.All(_ann.Record.Crops, c => Assert.False(c.IsLearned()));
    }
}
