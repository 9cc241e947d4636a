using System.CommandLine;
using System.Text.Json;
using IdmLive.Tools.Recognition;

namespace IdmLive.Tools.Tests.Recognition;

public sealed class MatchRatesCommandTests
{
    [Fact]
    public void Portraits_of_different_people_are_hardly_ever_taken_for_each_other()
    {
        string folder = SharedFile.OrSkip("data/faces/train/congress");
        (int status, string output, string error) = Run("--portraits", folder, "--most", "6", "--recipes", "eq11", "--agreeing", "2", "--json");
        Assert.True(status == 0, error);
        JsonElement json = JsonDocument.Parse(output).RootElement;
        JsonElement[] conditions = [.. json.GetProperty("conditions").EnumerateArray()];
        Assert.Equal(["clean", "eq11"], conditions.Select(c => c.GetProperty("condition").GetString()));
        Assert.True(conditions[0].GetProperty("others").GetInt32() >= 20);
        Assert.All(conditions, c => Assert.InRange(c.GetProperty("largestOther").GetDouble(), -.5, .6));
        Assert.Contains("portraits", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("nobody to measure on")]
    [InlineData("does not exist", "--portraits", "/nowhere")]
    [InlineData("does not exist", "--clips", "/nowhere.mp4")]
    [InlineData("is no pair", "--portraits", ".", "--same", "Anna")]
    [InlineData("--rate is 2", "--portraits", ".", "--rate", "2")]
    [InlineData("--most is 1", "--portraits", ".", "--most", "1")]
    public void What_cannot_be_meant_is_one_sentence_and_status_one(string part, params string[] arguments)
    {
        (int status, string output, string error) = Run(arguments);
        Assert.Equal(1, status);
        Assert.Empty(output);
        Assert.Contains(part, Assert.Single(error.TrimEnd().Split('\n')), StringComparison.Ordinal);
    }

    private static (int Status, string Output, string Error) Run(params string[] arguments)
    {
        using StringWriter output = new(), error = new();
        RootCommand root = new("test") { MatchRatesCommand.Create() };
        int status = root.Parse(["match-rates", .. arguments]).Invoke(new InvocationConfiguration { Output = output, Error = error });
        return (status, output.ToString(), error.ToString());
    }
}
