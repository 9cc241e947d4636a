using System.CommandLine;
using IdmLive.Tools.Training;
using IdmLive.Training.Intrinsic;

namespace IdmLive.Tools.Tests.Training;

public sealed class ResumedOptionsTests : IDisposable
{
    private readonly string _run = Directory.CreateTempSubdirectory("idmlive-resumed-").FullName;

    public void Dispose() => Directory.Delete(_run, recursive: true);

    [Fact]
    public void Resumed_run_goes_on_with_what_it_was_begun_with()
    {
        TrainOptions begun = Begin();
        TrainOptions resumed = Join("--resume", "--iterations", "900", "--threads", "1");
        Assert.Equal((begun.Rate, begun.Perceptual, begun.Batch, 900, 1), (resumed.Rate, resumed.Perceptual, resumed.Batch, resumed.Iterations, resumed.Threads));
        Assert.Equal(begun.Data, resumed.Data);
    }

    [Fact]
    public void The_same_value_given_again_is_no_contradiction() =>
        Assert.Equal(Begin().Rate, Join("--resume", "--rate", "0.00007", "--data", "faces", "--decay", "0.9").Rate);

    [Theory]
    [InlineData("--rate", "0.001", "--rate is 0.001")]
    [InlineData("--bf16", "true", "begun with false")]
    [InlineData("--decay", "0.5", "begun with 0.9")]
    [InlineData("--data", "others", "[\"others\"]")]
    public void Another_value_is_refused(string option, string value, string sentence)
    {
        Begin();
        ArgumentException e = Assert.Throws<ArgumentException>(() => Join("--resume", option, value));
        Assert.Contains(sentence, e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_annealed_run_keeps_its_end()
    {
        Begin(anneal: true);
        Assert.True(Join("--resume", "--threads", "1").Anneal);
        Assert.Contains("--iterations is 900", Assert.Throws<ArgumentException>(() => Join("--resume", "--iterations", "900")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_option_of_the_command_has_its_value_in_the_file()
    {
        // Each option that is neither free nor about the run itself has to be found under its name, or a change of it would go unseen.
        string[] file = [.. Begin().ToJson().Select(p => p.Key)];
        Assert.All(
            TrainCommand.Create().Options.Select(o => o.Name).Where(n => n is not ("--run" or "--resume" or "--help")),
            n => Assert.Contains(ResumedOptions.KeyOf(n), file));
    }

    [Fact]
    public void Without_a_checkpoint_there_is_nothing_to_resume() =>
        Assert.Contains("no checkpoint", Assert.Throws<ArgumentException>(() => Join("--resume")).Message, StringComparison.Ordinal);

    private TrainOptions Begin(bool anneal = false)
    {
        TrainOptions begun = new() { Anneal = anneal, Data = ["faces"], Run = _run, Rate = 7e-5, Perceptual = .3, Batch = 3, AverageDecay = .9 };
        begun.Write(Path.Join(_run, TrainOptions.FileName));
        File.WriteAllText(Path.Join(_run, Checkpoint.FileName), string.Empty);
        return begun;
    }

    private TrainOptions Join(params string[] arguments)
    {
        Command command = TrainCommand.Create(out Func<ParseResult, TrainOptions> read);
        return read(command.Parse(["--run", _run, .. arguments]));
    }
}
