using IdmLive.Tools.Exporting;

namespace IdmLive.Tools.Tests.Exporting;

public sealed class ExportCommandTests : IDisposable
{
    private readonly ExportFixture _fixture = new();

    public void Dispose() => _fixture.Dispose();

    [Theory]
    [InlineData("--onnx")]
    [InlineData("-o")]
    public void Command_writes_a_checked_graph_and_says_how_far_it_is_from_the_model(string option)
    {
        (int status, string output, string error) = Run([.. Model(), option, _fixture.File, "--steps", "2"]);
        Assert.Equal("", error);
        Assert.Equal(0, status);
        Assert.Contains("Largest difference between ONNX Runtime and TorchSharp: ", output, StringComparison.Ordinal);
        Assert.True(File.Exists(_fixture.File));
    }

    [Theory]
    [InlineData("cannot run 3 steps; choose 1, 2, 4, 10", "--steps", "3")]
    [InlineData("takes multiples of 4 up to 4096", "--size", "66")]
    [InlineData("takes multiples of 4 up to 4096", "--size", "0")]
    [InlineData("A graph for any size has no noise of a seed", "--any-size", "--noise-seed", "1")]
    [InlineData("A graph for any size has no one size", "--any-size", "--size", "64")]
    [InlineData("give numbers from 1 to 1024", "--time", "0")]
    [InlineData("Two files were named", "-o", "other.onnx")]
    public void Bad_options_give_one_sentence_and_no_file(string expected, params string[] options)
    {
        (int status, _, string error) = Run([.. Model(), "--onnx", _fixture.File, .. options]);
        AssertSentence(expected, status, error);
        Assert.False(File.Exists(_fixture.File));
    }

    [Fact]
    public void File_has_to_be_named()
    {
        (int status, _, string error) = Run([.. Model(), "--onnx"]);
        AssertSentence("No file was named", status, error);
    }

    [Fact]
    public void Folder_is_no_file_to_write()
    {
        (int status, _, string error) = Run([.. Model(), "-o", _fixture.Root]);
        AssertSentence("is a folder", status, error);
    }

    [Fact]
    public void Unknown_model_is_named()
    {
        (int status, _, string error) = Run(["--model", Path.Join(_fixture.Root, "nothing"), "-o", _fixture.File]);
        AssertSentence("Unknown model", status, error);
    }

    private static void AssertSentence(string expected, int status, string error)
    {
        Assert.Equal(1, status);
        Assert.StartsWith("idmlive-tools export: ", error, StringComparison.Ordinal);
        Assert.Contains(expected, error, StringComparison.Ordinal);
        Assert.Single(error.TrimEnd().Split('\n'));
    }

    private static (int Status, string Output, string Error) Run(string[] arguments)
    {
        (TextWriter outBefore, TextWriter errorBefore) = (Console.Out, Console.Error);
        using StringWriter output = new(), error = new();
        try
        {
            Console.SetOut(output);
            Console.SetError(error);
            return (ExportCommand.Create().Parse(arguments).Invoke(), output.ToString(), error.ToString());
        }
        finally
        {
            Console.SetOut(outBefore);
            Console.SetError(errorBefore);
        }
    }

    private string[] Model()
    {
        _fixture.Model("plain");
        return ["--model", Path.Join(_fixture.Root, "plain-1-ddpm-False")];
    }
}
