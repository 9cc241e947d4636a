using System.CommandLine;
using System.Text.Json;
using IdmLive.App.Bench;
using IdmLive.Diffusion.Models;
using IdmLive.Diffusion.Network;
using IdmLive.Diffusion.Schedules;

namespace IdmLive.App.Tests.Bench;

public sealed class BenchCommandTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("idmlive-bench-").FullName;

    public BenchCommandTests()
    {
        NetworkConfiguration small = NetworkTiers.Live with { Channels = [8, 8], Blocks = [1, 1], LevelWidth = 8 };
        ModelManifest manifest = new()
        {
            Format = ModelManifest.CurrentFormat,
            Name = "small",
            Licence = "MIT",
            Template = "ffhq",
            Resolution = 64,
            Network = small,
            Schedule = new ModelSchedule { Name = "ddpm", Levels = new Dictionary<int, IReadOnlyList<double>> { [1] = new DdpmSchedule().Levels(1) } },
            Weights = new ModelWeights("weights.safetensors", string.Empty, 0),
            Lineage = ["drawn"],
            TrainedBy = "nobody",
        };
        ModelPackage.Save(Path.Join(_root, "small"), manifest, ConditionalNetwork.Create(small).Layout.CreateStart(1));
    }

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Fact]
    public void Json_holds_a_row_for_each_combination_with_its_share_of_the_peak_and_the_peers()
    {
        string peer = Path.Join(_root, "doubling.onnx");
        File.WriteAllBytes(peer, DrawnOnnx.Doubling());
        (int status, string output, string error) = Run("--network", "--sizes", "64", "32", "--threads", "1", "2", "--dtypes", "fp32", "--rounds", "2", "--peer", peer, "--json");
        Assert.Equal((ExitStatus.Done, string.Empty), (status, error));
        Assert.Single(output.TrimEnd().Split('\n'));
        JsonElement json = JsonDocument.Parse(output).RootElement;
        Assert.Equal(
            [(64, 1), (32, 1), (64, 2), (32, 2)],
            json.GetProperty("network").EnumerateArray().Select(r => (r.GetProperty("px").GetInt32(), r.GetProperty("threads").GetInt32())));
        foreach (JsonElement row in json.GetProperty("network").EnumerateArray())
        {
            Assert.Equal("live", row.GetProperty("tier").GetString());
            Assert.Equal("fp32", row.GetProperty("dtype").GetString());
            Assert.InRange(row.GetProperty("medianMs").GetDouble(), 1e-3, row.GetProperty("p95Ms").GetDouble());
            Assert.True(row.GetProperty("gflops").GetDouble() > 0);
            Assert.True(row.GetProperty("shareOfPeak").GetDouble() >= 0);
        }

        Assert.Equal(2, json.GetProperty("peak").GetArrayLength());
        JsonElement other = Assert.Single(json.GetProperty("peers").EnumerateArray());
        Assert.Equal(("doubling", 32), (other.GetProperty("name").GetString(), other.GetProperty("px").GetInt32()));
        Assert.True(other.GetProperty("medianMs").GetDouble() > 0);
    }

    [Fact]
    public void Table_names_network_peak_and_on_demand_the_tuning()
    {
        (int status, string output, _) = Run("--network", "--sizes", "64", "--threads", "1", "--rounds", "1", "--verbose");
        Assert.Equal(ExitStatus.Done, status);
        Assert.Contains("of peak", output);
        Assert.Contains("convolution peak fp32, 1 thread", output);
        Assert.Contains("<- chosen", output);
    }

    [Theory]
    [InlineData("give --network")]
    [InlineData("multiples of 8", "--network", "--sizes", "60")]
    [InlineData("fp32 and bf16", "--network", "--dtypes", "fp8")]
    [InlineData("Threads are 0", "--network", "--threads", "0")]
    [InlineData("give 1 to 10000", "--network", "--rounds", "0")]
    [InlineData("Unknown model", "--network", "--model", "none")]
    [InlineData("no network", "--network", "--peer", "/nowhere/peer.onnx")]
    public void What_cannot_be_measured_is_one_sentence(string sentence, params string[] arguments)
    {
        (int status, string output, string error) = Run(arguments);
        Assert.Equal((ExitStatus.BadInput, string.Empty), (status, output));
        Assert.StartsWith("idmlive bench: ", error);
        Assert.Contains(sentence, Assert.Single(error.TrimEnd().Split('\n')));
    }

    private (int Status, string Output, string Error) Run(params string[] arguments)
    {
        using StringWriter output = new(), error = new();
        RootCommand root = new("test") { BenchCommand.Create(new ModelStore(_root)) };
        string[] model = arguments.Contains("--model") ? [] : ["--model", "small"];
        int status = CommandLine.Run(root, ["bench", .. arguments, .. model], new InvocationConfiguration { Output = output, Error = error });
        return (status, output.ToString(), error.ToString());
    }
}
