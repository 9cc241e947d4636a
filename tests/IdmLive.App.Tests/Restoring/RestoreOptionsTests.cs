namespace IdmLive.App.Tests.Restoring;

/// <summary>Wrong command lines: one clean line on standard error, status 1, nothing on standard output.</summary>
public sealed class RestoreOptionsTests
{
    [Theory]
    [InlineData("--steps 0", "--steps 0 is not a number of network calls; give 1 or more")]
    [InlineData("--steps -3", "--steps -3 is not a number")]
    [InlineData("--strength 7", "--strength 7 is outside 0")]
    [InlineData("--strength nan", "--strength NaN is outside 0")]
    [InlineData("--strength x", "'x'")]
    [InlineData("--segment 0", "--segment 0 is no length")]
    [InlineData("--detector nose", "--detector nose is unknown; there are blazeface")]
    [InlineData("--detector yunet", "add --detector-model FILE")]
    [InlineData("--detector-model x.onnx", "goes with --detector yunet only")]
    [InlineData("--frobnicate 3", "'--frobnicate'")]
    [InlineData("--frobnicate", "'--frobnicate'")]
    [InlineData("-o b.png", "'-o'")]
    [InlineData("--steps", "'--steps'")]
    public void One_sentence_says_what_was_got_and_what_is_wanted(string wrong, string expected)
    {
        RestoreOutcome outcome = RestoreCommandLine.Run(["missing.png", "-o", "out.png", .. wrong.Split(' ')]);
        Assert.Equal(ExitStatus.BadInput, outcome.Status);
        Assert.Contains(expected, outcome.OneSentence, StringComparison.Ordinal);
    }

    [Fact]
    public void Input_and_output_are_asked_for()
    {
        Assert.Contains("--output", RestoreCommandLine.Run("a.png").OneSentence, StringComparison.Ordinal);
        Assert.Contains("argument", RestoreCommandLine.Run("-o", "a.png").OneSentence, StringComparison.Ordinal);
        Assert.Contains("nowhere.png does not exist", RestoreCommandLine.Run("nowhere.png", "-o", "a.png").OneSentence, StringComparison.Ordinal);
    }

    [Fact]
    public void Help_names_every_option_and_the_exit_statuses()
    {
        RestoreOutcome help = RestoreCommandLine.Run("--help");
        Assert.Equal(ExitStatus.Done, help.Status);
        string[] wanted = ["--steps", "--model", "--strength", "--aligned", "--side-by-side", "--seed", "--json", "--codec", "--crf", "--force", "--resume", "--detector", "Exit status", "130"];
        Assert.All(wanted, option => Assert.Contains(option, help.Output, StringComparison.Ordinal));
    }
}
