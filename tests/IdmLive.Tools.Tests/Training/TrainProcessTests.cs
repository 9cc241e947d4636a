using System.Diagnostics;
using IdmLive.Diffusion.Models;
using IdmLive.Tools.Tests.Preparing;
using IdmLive.Training.Data;
using IdmLive.Training.Intrinsic;

namespace IdmLive.Tools.Tests.Training;

/// <summary>The command itself, ended as the system or a full disk ends it.</summary>
public sealed class TrainProcessTests : IDisposable
{
    private static readonly string[] Lengths = ["--iterations", "20", "--checkpoint-every", "2"];

    private readonly PictureFolder _folder = new();

    public TrainProcessTests()
    {
        _folder.DrawMany(6);
        _folder.Prepare();
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Run_killed_at_any_moment_and_resumed_gives_the_bits_of_an_uninterrupted_one()
    {
        string whole = _folder.At("whole"), killed = _folder.At("killed");
        new Trainer(Options(whole) with { Iterations = 20, CheckpointEvery = 2 }, Crops()).Run(resume: false, _ => { }, default);

        Random random = new(11);
        int kills = 0;
        for (int i = 0; i < 3; i++)
        {
            using TrainProcess process = TrainProcess.Start(_folder.Output, killed, Lengths);

            // A checkpoint or two into this sitting; then every other time while the next one is being written, else some milliseconds later.
            int checkpoints = random.Next(1, 3);
            process.Until(() => process.Lines.Count(l => l.Contains("checkpoint written", StringComparison.Ordinal)) >= checkpoints);
            Stopwatch clock = Stopwatch.StartNew();
            double milliseconds = random.NextDouble() * 40;
            string half = Path.Join(killed, "checkpoint.safetensors.tmp");
            process.Until(() => i % 2 == 0 ? File.Exists(half) : clock.Elapsed.TotalMilliseconds >= milliseconds);
            process.Kill();
            kills += process.WasKilled ? 1 : 0;
            Assert.NotEmpty(SafetensorsFile.Read(Path.Join(killed, "checkpoint.safetensors")).Arrays);
        }

        Assert.True(kills >= 2, $"only {kills} runs were killed before they were done");
        using (TrainProcess process = TrainProcess.Start(_folder.Output, killed, Lengths))
        {
            Assert.Equal(0, process.Finish());
        }

        foreach (string name in (string[])["checkpoint.safetensors", "best.safetensors", "sheet.png"])
        {
            Assert.True(File.ReadAllBytes(Path.Join(whole, name)).AsSpan().SequenceEqual(File.ReadAllBytes(Path.Join(killed, name))), name);
        }

        Assert.Empty(Directory.GetFiles(killed, "*.tmp"));
    }

    [Fact]
    public void Full_disk_keeps_the_former_checkpoint_and_is_one_sentence()
    {
        Assert.SkipUnless(File.Exists("/dev/full"), "needs /dev/full, which behaves like a file on a full disk");
        string run = _folder.At("run"), checkpoint = Path.Join(run, "checkpoint.safetensors");
        TrainOptions options = Options(run) with { Iterations = 2 };
        CropSet crops = Crops();
        new Trainer(options, crops).Run(resume: false, _ => { }, default);
        options.Write(Path.Join(run, TrainOptions.FileName));
        byte[] former = File.ReadAllBytes(checkpoint);

        File.CreateSymbolicLink(checkpoint + ".tmp", "/dev/full");
        using (TrainProcess process = TrainProcess.Start(_folder.Output, run, "--iterations", "3"))
        {
            Assert.Equal(1, process.Finish());
            string sentence = process.Lines[^1];
            Assert.StartsWith("idmlive-tools train: The checkpoint of iteration 3 cannot be written (", sentence, StringComparison.Ordinal);
            Assert.Contains("No space left on device", sentence, StringComparison.Ordinal);
            Assert.EndsWith("the former one is kept, make room and give --resume to go on.", sentence, StringComparison.Ordinal);
            Assert.DoesNotContain(process.Lines, l => l.StartsWith("   at ", StringComparison.Ordinal));
        }

        Assert.Equal(former, File.ReadAllBytes(checkpoint));
        Assert.Empty(Directory.GetFiles(run, "*.tmp"));
        Assert.Equal(4, new Trainer(options with { Iterations = 4 }, crops).Run(resume: true, _ => { }, default).Iterations);
    }

    [Fact]
    public void Metrics_behind_a_line_that_was_cut_off_stay_readable()
    {
        string folder = Directory.CreateDirectory(_folder.At("log")).FullName, path = Path.Join(folder, "metrics.jsonl");
        File.WriteAllText(path, "{\"iteration\":1,\"loss\":0.5}\n{\"iterat");
        using (RunLog log = new(folder))
        {
            log.Write(2, ("loss", .25));
        }

        Assert.Equal("{\"iteration\":2,\"loss\":0.25}", File.ReadAllLines(path)[^1]);
    }

    /// <summary>What the command line of <see cref="TrainProcess"/> comes to.</summary>
    private TrainOptions Options(string run) => new()
    {
        Data = [_folder.Output],
        Run = run,
        Tier = "tiny",
        Steps = [1],
        FaceSize = 64,
        Patch = 32,
        Batch = 2,
        Threads = 1,
    };

    private CropSet Crops() => CropSet.Read([_folder.Output], 64, null, null, [CropSplit.Train, CropSplit.Validation]);
}
