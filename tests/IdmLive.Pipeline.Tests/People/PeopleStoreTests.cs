using System.IO.Compression;
using System.Text;
using IdmLive.Pipeline.People;

namespace IdmLive.Pipeline.Tests.People;

public sealed class PeopleStoreTests : IDisposable
{
    private readonly string _top = Directory.CreateTempSubdirectory("idmlive-people-").FullName;
    private readonly PeopleStore _store;

    public PeopleStoreTests() => _store = new(Path.Combine(_top, "people"));

    public void Dispose() => Directory.Delete(_top, recursive: true);

    [Fact]
    public void What_is_enrolled_is_found_again_by_any_capitals()
    {
        PersonRecord record = DrawnPerson.Record("Ann Lee");
        DrawnPerson.Enrol(_store, record, "pixels");
        EnrolledPerson found = Assert.IsType<EnrolledPerson>(_store.Find("ann LEE"));
        Assert.Equal("Ann Lee", found.Record.Name);
        Assert.Equal(record.Consent, found.Record.Consent);
        Assert.Equal(record.Embeddings, found.Record.Embeddings);
        Assert.Equal(record.Crops, found.Record.Crops);
        Assert.Equal(record.Figures, found.Record.Figures);
        Assert.Equal("pixels 0001.png", File.ReadAllText(found.CropPath(found.Record.Crops[1])));
        Assert.Equal("pixels", File.ReadAllText(found.AdapterPath!));
        Assert.Equal(record.Embeddings, found.Record.ToKnownFace().Embeddings);
        Assert.Null(_store.Find("Bob"));
        Assert.Empty(_store.Unfinished);
    }

    [Fact]
    public void An_empty_store_lists_nobody_and_makes_no_folder()
    {
        Assert.Empty(_store.List());
        Assert.Null(_store.Find("Ann"));
        Assert.False(_store.Remove("Ann"));
        Assert.False(Directory.Exists(_store.Root));
    }

    [Fact]
    public void A_folder_that_cannot_be_read_is_a_sentence_and_everybody_else_is_there()
    {
        if (OperatingSystem.IsWindows() || Environment.IsPrivilegedProcess)
        {
            Assert.Skip("whoever may read everything cannot be kept out of a folder");
            return;
        }

        DrawnPerson.Enrol(_store, DrawnPerson.Record("Ann"), "pixels");
        DrawnPerson.Enrol(_store, DrawnPerson.Record("Bob"), "pixels");
        string folder = Path.Combine(_store.Root, "ann");
        UnixFileMode mode = File.GetUnixFileMode(folder);
        File.SetUnixFileMode(folder, UnixFileMode.None);
        try
        {
            IReadOnlyList<PersonEntry> entries = _store.List();
            Assert.Equal(["ann", "Bob"], entries.Select(e => e.Name));
            Assert.Contains("cannot be read", entries[0].Problem, StringComparison.Ordinal);
            Assert.NotNull(entries[1].Person);
            Assert.Contains("cannot be read", Assert.Throws<PeopleException>(() => _store.Find("Ann")).Message, StringComparison.Ordinal);
            Assert.NotNull(_store.Find("Bob"));
        }
        finally
        {
            File.SetUnixFileMode(folder, mode);
        }
    }

    [Fact]
    public void A_second_enrolment_replaces_the_first_only_when_it_is_committed()
    {
        DrawnPerson.Enrol(_store, DrawnPerson.Record("Ann", 3), "old");
        using (PersonStage stage = _store.Begin("ANN"))
        {
            Assert.False(stage.IsResumed);
            DrawnPerson.Fill(stage, DrawnPerson.Record("ANN"), "new");
            Assert.Equal(3, _store.Find("Ann")!.Record.Crops.Count);
        }

        using (PersonStage stage = _store.Begin("Ann"))
        {
            Assert.True(stage.IsResumed);
            Assert.Equal("ANN", stage.ReadRecord()!.Name);
            _store.Commit(stage);
        }

        Assert.Equal("ANN", Assert.Single(_store.List()).Name);
        Assert.DoesNotContain(Bytes(), text => text.Contains("old", StringComparison.Ordinal));
    }

    [Fact]
    public void Discarding_leaves_the_older_one()
    {
        DrawnPerson.Enrol(_store, DrawnPerson.Record("Ann"), "old");
        using (PersonStage stage = _store.Begin("Ann"))
        {
            DrawnPerson.Fill(stage, DrawnPerson.Record("Ann"), "new");
            stage.Discard();
            Assert.Throws<ObjectDisposedException>(() => stage.Write("x", [1]));
        }

        Assert.Empty(_store.Unfinished);
        Assert.All(Bytes(), text => Assert.DoesNotContain("new", text, StringComparison.Ordinal));
        Assert.NotNull(_store.Find("Ann"));
    }

    [Fact]
    public void A_person_can_be_trained_anew_from_the_kept_crops()
    {
        DrawnPerson.Enrol(_store, DrawnPerson.Record("Ann"), "old");
        using PersonStage stage = _store.Begin("Ann");
        PersonRecord record = stage.TakeOver(_store.Find("Ann")!);
        stage.Save(record with { Model = new("next", new string('b', 64)) });
        EnrolledPerson person = _store.Commit(stage);
        Assert.Equal("next", person.Record.Model.Name);
        Assert.Null(person.AdapterPath);
        Assert.Empty(person.Record.Figures);
        Assert.All(person.Record.Crops, c => Assert.Equal($"old {c.File}", File.ReadAllText(person.CropPath(c))));
        File.Delete(person.CropPath(person.Record.Crops[0]));
        using PersonStage again = _store.Begin("Ann");
        Assert.Contains("0000.png", Assert.Throws<PeopleException>(() => again.TakeOver(person)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_name_is_for_one_program_at_a_time()
    {
        using (PersonStage stage = _store.Begin("Ann"))
        {
            Assert.Contains("another program", Assert.Throws<PeopleException>(() => _store.Begin("ann")).Message, StringComparison.Ordinal);
            Assert.Equal(PeopleFailure.Output, Assert.Throws<PeopleException>(() => _store.Remove("Ann")).Failure);
            using PersonStage other = _store.Begin("Bob");
        }

        using PersonStage again = _store.Begin("Ann");
        Assert.False(again.IsResumed);
    }

    [Fact]
    public void Nobody_else_can_read_a_file_or_open_a_folder()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "has no such permissions");
        List<string> open = [];
        PeopleStore store = new(_store.Root, new((_, path) => open.AddRange(Open(path))));
        DrawnPerson.Enrol(store, DrawnPerson.Record("Ann"), "pixels");
        Assert.Empty(open);
        string[] all = Directory.GetFileSystemEntries(_store.Root, "*", SearchOption.AllDirectories);
        Assert.True(all.Length > 5);
        Assert.Empty(all.Append(_store.Root).SelectMany(Open));

        // What other code writes into the folder for work is behind a closed door, so its own mode does not matter.
        static IEnumerable<string> Open(string path) => OperatingSystem.IsWindows() || !Path.Exists(path) ||
            (File.GetUnixFileMode(path) & ~(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute)) == 0 ? [] : [path];
    }

    [Fact]
    public void Removing_leaves_no_byte()
    {
        DrawnPerson.Enrol(_store, DrawnPerson.Record("Ann"), "ann-mark");
        DrawnPerson.Enrol(_store, DrawnPerson.Record("Annabel"), "other-mark");
        using (PersonStage stage = _store.Begin("Ann"))
        {
            DrawnPerson.Fill(stage, DrawnPerson.Record("Ann"), "ann-mark");
        }

        Assert.True(_store.Remove("ANN"));
        Assert.False(_store.Remove("Ann"));
        Assert.DoesNotContain(Bytes(), text => text.Contains("ann-mark", StringComparison.Ordinal));
        Assert.Equal("annabel", Path.GetFileName(Assert.Single(Directory.GetFileSystemEntries(_store.Root))));
        Assert.True(_store.Remove("Annabel"));
        Assert.Empty(Directory.GetFileSystemEntries(_store.Root));
    }

    [Fact]
    public void A_folder_that_holds_other_things_is_left_alone()
    {
        string photos = Path.Combine(_store.Root, "photos", "2023"), later = Path.Combine(_store.Root, "photos", "2024");
        Directory.CreateDirectory(photos);
        Directory.CreateDirectory(later);
        File.WriteAllText(Path.Combine(photos, "a.jpg"), "a");
        Assert.Empty(_store.List());
        Assert.False(_store.Remove("photos"));
        Assert.True(File.Exists(Path.Combine(photos, "a.jpg")));
        Assert.True(Directory.Exists(later));
    }

    [Theory]
    [InlineData("{", "cannot be used")]
    [InlineData("null", "cannot be used")]
    [InlineData("{\"name\": 3}", "cannot be used")]
    [InlineData("{\"colour\": 3}", "colour")]
    public void A_damaged_record_is_a_sentence_and_harms_nobody_else(string content, string expected)
    {
        DrawnPerson.Enrol(_store, DrawnPerson.Record("Bob"), "b");
        string path = Path.Combine(DrawnPerson.Enrol(_store, DrawnPerson.Record("Ann"), "a").Folder, PersonRecord.FileName);
        File.WriteAllText(path, content);
        IReadOnlyList<PersonEntry> entries = _store.List();
        Assert.Equal(["ann", "Bob"], entries.Select(e => e.Name));
        Assert.Null(entries[0].Person);
        Assert.Contains(expected, entries[0].Problem, StringComparison.Ordinal);
        Assert.Null(entries[1].Problem);
        Assert.DoesNotContain('\n', Assert.Throws<PeopleException>(() => _store.Find("Ann")).Message);
        File.Delete(path);
        Assert.Contains("missing", _store.List()[0].Problem, StringComparison.Ordinal);
        Assert.True(_store.Remove("Ann"));
        Assert.Single(_store.List());
    }

    [Fact]
    public void An_unfinished_enrolment_without_its_files_is_refused()
    {
        using PersonStage stage = _store.Begin("Ann");
        Assert.Contains("missing", Assert.Throws<PeopleException>(() => _store.Commit(stage)).Message, StringComparison.Ordinal);
        DrawnPerson.Fill(stage, DrawnPerson.Record("Ann"), "a");
        File.Delete(stage.PathOf("crops/0001.png"));
        Assert.Contains("0001.png", Assert.Throws<PeopleException>(() => _store.Commit(stage)).Message, StringComparison.Ordinal);
        File.Delete(stage.PathOf("adapter.safetensors"));
        Assert.Contains("weights", Assert.Throws<PeopleException>(() => _store.Commit(stage)).Message, StringComparison.Ordinal);
        Assert.Throws<PeopleException>(() => stage.Save(DrawnPerson.Record("Bob")));
        Assert.Throws<PeopleException>(() => stage.Write("../../x", [1]));
        Assert.Empty(_store.List());
    }

    [Fact]
    public void An_export_holds_what_was_asked_for()
    {
        EnrolledPerson ann = DrawnPerson.Enrol(_store, DrawnPerson.Record("Ann"), "a");
        string zip = Path.Combine(_top, "ann.zip");
        PersonExport.Write(ann, zip, withCrops: false, replace: false);
        Assert.Equal(["ann/adapter.safetensors", "ann/person.json"], Entries(zip));
        Assert.Contains("exists already", Assert.Throws<PeopleException>(() => PersonExport.Write(ann, zip, false, replace: false)).Message, StringComparison.Ordinal);
        PersonExport.Write(ann, zip, withCrops: true, replace: true);
        Assert.Equal(["ann/adapter.safetensors", "ann/crops/0000.png", "ann/crops/0001.png", "ann/person.json"], Entries(zip));
        Assert.Throws<PeopleException>(() => PersonExport.Write(ann, Path.Combine(_top, "nowhere", "a.zip"), false, false));
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(zip));
        }

        File.Delete(ann.CropPath(ann.Record.Crops[0]));
        Assert.Throws<PeopleException>(() => PersonExport.Write(ann, Path.Combine(_top, "b.zip"), withCrops: true, replace: false));
        Assert.Equal(["ann.zip"], Directory.GetFiles(_top).Select(Path.GetFileName));

        static string[] Entries(string path)
        {
            using ZipArchive archive = ZipFile.OpenRead(path);
            return [.. archive.Entries.Select(e => e.FullName).Order(StringComparer.Ordinal)];
        }
    }

    private IEnumerable<string> Bytes() =>
        Directory.EnumerateFiles(_store.Root, "*", SearchOption.AllDirectories).Select(f => Encoding.Latin1.GetString(File.ReadAllBytes(f)));
}
