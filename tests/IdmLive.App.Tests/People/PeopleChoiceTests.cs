using IdmLive.App.People;

namespace IdmLive.App.Tests.People;

public sealed class PeopleChoiceTests
{
    private static readonly EnrolledPeople Two = new()
    {
        Faces = [new("Ben", [[0, 1]]), new("Anna", [[1, 0]])],
        Parameters = new Dictionary<string, ReadOnlyMemory<float>> { ["Ben"] = new float[] { 1, 2 }, ["Anna"] = new float[] { 3, 4 } },
        Skipped = ["Carla's part was made for another model; enrol her again."],
    };

    [Fact]
    public void Everybody_enrolled_is_used_and_who_was_left_out_is_told()
    {
        List<string> told = [];
        Assert.Equal(["Anna", "Ben"], PeopleChoice.Choose(new(), "live", () => Two, told.Add).Parameters.Keys.Order());
        Assert.Equal(Two.Skipped, told);
        Assert.Same(EnrolledPeople.None, PeopleChoice.Choose(new(), "live", () => EnrolledPeople.None, told.Add));
    }

    [Fact]
    public void One_person_has_parameters_where_one_is_asked_for_and_the_others_stay_known_by_face()
    {
        EnrolledPeople one = PeopleChoice.Choose(new() { Person = "Ben" }, "live", () => Two, _ => { });
        Assert.Equal(["Ben"], one.Parameters.Keys);
        Assert.Equal(2, one.Faces.Count);
    }

    [Fact]
    public void Nobody_is_even_read_where_nobody_is_wanted()
    {
        EnrolledPeople people = PeopleChoice.Choose(new() { Nobody = true }, "live", () => throw new InvalidOperationException("read"), _ => { });
        Assert.True(people.IsEmpty);
        Assert.Null(PeopleChoice.Live(people, new(), isGuarded: true));
        Assert.Null(PeopleChoice.Offline(people, new(), isGuarded: true));
    }

    [Fact]
    public void Unknown_name_is_one_sentence_that_says_who_is_enrolled()
    {
        UserException e = Assert.Throws<UserException>(() => PeopleChoice.Choose(new() { Person = "Carla" }, "live", () => Two, Assert.Fail));
        Assert.Equal(ExitStatus.BadInput, e.Status);
        Assert.Equal("--person Carla is not enrolled for model 'live'; enrolled are Anna, Ben; Carla's part was made for another model; enrol her again.", e.Message);
        e = Assert.Throws<UserException>(() => PeopleChoice.Choose(new() { Person = "Carla" }, "live", () => EnrolledPeople.None, Assert.Fail));
        Assert.Equal("--person Carla is not enrolled for model 'live'; nobody is.", e.Message);
    }

    [Theory]
    [InlineData("Anna", null, true, "leave one out")]
    [InlineData(null, ".", true, "leave one out")]
    [InlineData(" ", null, false, "--person is empty")]
    [InlineData(null, "nowhere", false, "--people nowhere is no folder")]
    public void Options_that_contradict_each_other_are_refused(string? person, string? folder, bool nobody, string part)
    {
        UserException e = Assert.Throws<UserException>(() => new PeopleOptions { Person = person, Folder = folder, Nobody = nobody }.Check());
        Assert.Equal(ExitStatus.BadInput, e.Status);
        Assert.Contains(part, e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_fingerprint_tells_other_parameters_and_other_faces_and_holds_no_name()
    {
        string fingerprint = Two.Fingerprint();
        Assert.Matches("^[0-9a-f]{16}$", fingerprint);
        Assert.Equal(fingerprint, (Two with { Faces = [.. Two.Faces.Reverse()] }).Fingerprint());
        Assert.NotEqual(fingerprint, (Two with { Faces = [Two.Faces[0]] }).Fingerprint());
        Assert.NotEqual(fingerprint, Two.Only("Anna").Fingerprint());
        Assert.NotEqual(Two.Only("Anna").Fingerprint(), Two.Only("Ben").Fingerprint());
    }
}
