using System.Text.Json;
using IdmLive.Tools.Ablation;
using IdmLive.Tools.Training;

namespace IdmLive.Tools.Tests.Ablation;

public sealed class AblationReportTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("idmlive-report-").FullName;

    private AblationOptions Options => new() { Data = ["train set", "more"], Test = "test", Output = Path.Join(_folder, "out") };

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Table_holds_the_means_of_the_stored_rows()
    {
        AblationReport report = new(Options, 1234, StoredRows(), []);
        string table = report.ToMarkdown();

        // k10@15 is row 3: 20 + 3 and 22 + 3 dB, a mean of 24 and a standard error of 1.
        Assert.Contains("| k10@15 | 2 | 24.00 ± 1.00 | 0.530 | 0.430 | 0.630 | - | 3.00 |", table, StringComparison.Ordinal);
        Assert.Contains("1234 iterations", table, StringComparison.Ordinal);
        Assert.Contains("seed 7", table, StringComparison.Ordinal);
        Assert.Contains("--tier paper", table, StringComparison.Ordinal);
        Assert.All(Options.Plan.Questions([]), q => Assert.Contains($"## {q.Title}", table, StringComparison.Ordinal));
        Assert.All(Options.Plan.Evaluations, e => Assert.Contains($"| {e.Name} |", table, StringComparison.Ordinal));
    }

    [Fact]
    public void Missing_extrinsic_iteration_is_said_and_a_given_one_is_a_table()
    {
        AblationReport without = new(Options, 10, StoredRows(), []);
        Assert.Contains("--theta1", without.ToMarkdown(), StringComparison.Ordinal);
        Assert.Contains("--theta1", without.ToText(), StringComparison.Ordinal);

        AblationRow[] theirs = [Row("theta1@10", 50), Row("theta2@10", 60)];
        AblationReport with = new(Options, 10, [.. StoredRows(), .. theirs], ["theta1@10", "theta2@10"]);
        Assert.Contains("| theta2@10 | 2 | 81.00 ± 1.00 |", with.ToMarkdown(), StringComparison.Ordinal);
        Assert.DoesNotContain("not compared", with.ToText(), StringComparison.Ordinal);
    }

    [Fact]
    public void Json_holds_figures_counts_and_seeds()
    {
        using JsonDocument json = JsonDocument.Parse(new AblationReport(Options, 1234, StoredRows(), []).ToJson());
        JsonElement row = json.RootElement.GetProperty("rows").EnumerateArray().Single(r => r.GetProperty("name").GetString() == "k1@1");
        Assert.Equal(2, row.GetProperty("n").GetInt32());
        Assert.Equal(26, row.GetProperty("psnr").GetDouble());
        Assert.Equal(JsonValueKind.Null, row.GetProperty("idB").ValueKind);
        Assert.Equal(1, json.RootElement.GetProperty("seed").GetInt32());
        Assert.Equal(1234, json.RootElement.GetProperty("iterationsEach").GetInt32());
    }

    [Fact]
    public void Dry_run_prints_commands_that_train_takes_and_every_evaluation()
    {
        string text = AblationCommandLine.DryRun(Options);
        string[] lines = text.Split('\n');
        Assert.All(Options.Plan.Variants, v => Assert.Single(lines, l => l.Contains($"idmlive-tools train --data 'train set' more --run {Options.Output}/runs/{v.Name} ", StringComparison.Ordinal)));
        Assert.All(Options.Plan.Evaluations, e => Assert.Single(lines, l => l.StartsWith($"{e.Name}: ", StringComparison.Ordinal)));
        Assert.Contains("--tier paper --face-size 512 --patch 512 --batch 32 --iterations 100000", text, StringComparison.Ordinal);
        foreach (AblationVariant variant in Options.Plan.Variants)
        {
            IReadOnlyList<string> arguments = TrainArguments.Of(Options.TrainingOf(variant, 100));
            Assert.Empty(TrainCommand.Create().Parse([.. arguments.Skip(1)]).Errors);
        }
    }

    [Fact]
    public void Half_an_extrinsic_iteration_is_refused() =>
        Assert.Contains("theta1", Assert.Throws<ArgumentException>(() => (Options with { Theta2 = "m" }).Validate()).Message, StringComparison.Ordinal);

    [Fact]
    public void A_question_brings_the_models_and_rows_that_it_needs_and_no_others()
    {
        AblationPlan norm = (Options with { Topics = [AblationTopic.Norm] }).Plan;
        Assert.Equal(["k10", "k10-l2"], norm.Variants.Select(v => v.Name));
        Assert.Equal(["k10@10", "k10-l2@10"], norm.Evaluations.Select(e => e.Name));
        Assert.Equal(AblationTopic.Norm, Assert.Single(norm.Questions(["theta1@10"])).Topic);

        AblationOptions extrinsic = Options with { Topics = [AblationTopic.Extrinsic], Theta1 = "a", Theta2 = "b" };
        extrinsic.Validate();
        Assert.Empty(extrinsic.Plan.Variants);
        string table = new AblationReport(extrinsic, 0, [Row("theta1@10", 50), Row("theta2@10", 60)], ["theta1@10", "theta2@10"]).ToMarkdown();
        Assert.Contains("| theta2@10 | 2 | 81.00 ± 1.00 |", table, StringComparison.Ordinal);
        Assert.DoesNotContain("iterations of", table, StringComparison.Ordinal);
    }

    [Fact]
    public void Nothing_to_ask_is_refused()
    {
        Assert.Contains("questions is empty", Assert.Throws<ArgumentException>((Options with { Topics = [] }).Validate).Message, StringComparison.Ordinal);
        Assert.Contains("theta1 and theta2", Assert.Throws<ArgumentException>((Options with { Topics = [AblationTopic.Extrinsic] }).Validate).Message, StringComparison.Ordinal);
    }

    private static AblationRow Row(string name, int i) => new(
        name, 128, "drawn",
        [
            new AblationFigures(20 + i, .4 + (.01 * i), .4 + (.01 * i), .5 + (.01 * i), null, i),
            new AblationFigures(22 + i, .6 + (.01 * i), .4 + (.01 * i), .7 + (.01 * i), null, i),
        ]);

    /// <summary>Rows 0, 1, 2 ... as files, read back: input first, then the evaluations in their order.</summary>
    private List<AblationRow> StoredRows()
    {
        string[] names = [AblationPlan.InputRow, .. Options.Plan.Evaluations.Select(e => e.Name)];
        return [.. names.Select((name, i) =>
        {
            string path = Path.Join(_folder, $"{name}.json");
            Row(name, i).Write(path);
            return AblationRow.TryRead(path)!;
        })];
    }
}
