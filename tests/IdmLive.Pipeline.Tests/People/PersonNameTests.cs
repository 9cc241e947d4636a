using IdmLive.Pipeline.People;

namespace IdmLive.Pipeline.Tests.People;

public sealed class PersonNameTests
{
    [Theory]
    [InlineData("Ann")]
    [InlineData("Jürgen van der Berg-2")]
    [InlineData("a_1")]
    [InlineData("渡辺")]
    [InlineData("1")]
    public void Names_of_people_are_taken(string name) => Assert.Equal(name, PersonName.Check(name));

    [Theory]
    [InlineData("")]
    [InlineData("..")]
    [InlineData(".ann")]
    [InlineData("a/b")]
    [InlineData("a\\b")]
    [InlineData("C:")]
    [InlineData("a\0b")]
    [InlineData("a\nb")]
    [InlineData(" ann")]
    [InlineData("ann ")]
    [InlineData("-ann")]
    [InlineData("ann.")]
    [InlineData("nul")]
    [InlineData("Com1")]
    [InlineData("a*")]
    [InlineData("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa")]
    public void Paths_and_devices_are_refused_in_a_sentence(string name)
    {
        PeopleException e = Assert.Throws<PeopleException>(() => PersonName.Check(name));
        Assert.Equal(PeopleFailure.Input, e.Failure);
        Assert.Single(e.Message.Split('\n'));
        Assert.EndsWith(".", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_folder_is_where_the_user_says_else_in_the_users_own_data()
    {
        Dictionary<string, string> variables = new() { ["HOME"] = "/home/u", ["LOCALAPPDATA"] = "/appdata" };
        string? Get(string name) => variables.GetValueOrDefault(name);
        Assert.Equal(Path.Combine("/home/u", ".local", "share", "idmlive", "people"), PeopleFolder.Locate(null, Get, isWindows: false));
        Assert.Equal(Path.Combine("/appdata", "IdmLive", "people"), PeopleFolder.Locate("", Get, isWindows: true));
        variables["XDG_DATA_HOME"] = "relative";
        Assert.StartsWith("/home/u", PeopleFolder.Locate(null, Get, isWindows: false), StringComparison.Ordinal);
        variables["XDG_DATA_HOME"] = "/data";
        Assert.Equal(Path.Combine("/data", "idmlive", "people"), PeopleFolder.Locate(null, Get, isWindows: false));
        variables[PeopleFolder.Variable] = "/elsewhere";
        Assert.Equal(Path.GetFullPath("/elsewhere"), PeopleFolder.Locate(null, Get, isWindows: false));
        Assert.Equal(Path.GetFullPath("/given"), PeopleFolder.Locate("/given", Get, isWindows: false));
        variables.Clear();
        Assert.Throws<PeopleException>(() => PeopleFolder.Locate(null, Get, isWindows: false));
    }
}
