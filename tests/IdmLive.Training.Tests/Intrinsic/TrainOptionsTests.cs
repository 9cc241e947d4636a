using IdmLive.Diffusion.Network;
using IdmLive.Training.Intrinsic;

namespace IdmLive.Training.Tests.Intrinsic;

public sealed class TrainOptionsTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("idmlive-options-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Options_come_back_as_written()
    {
        TrainOptions options = new()
        {
            Data = ["a", "b"],
            Run = "r",
            Prediction = Prediction.Noise,
            Norm = 2,
            Stages = [new(0, 128, 16), new(500, 256, 4)],
            Accumulate = 3,
        };
        string path = Path.Join(_folder, "options.json");
        options.Write(path);
        TrainOptions read = TrainOptions.Read(path);
        Assert.Equal(options.Data, read.Data);
        Assert.Equal(options.Stages, read.Stages);
        Assert.Equal(options with { Data = read.Data, Steps = read.Steps, Stages = read.Stages }, read);
    }

    [Fact]
    public void Unknown_key_is_named_in_one_sentence()
    {
        string path = Path.Join(_folder, "options.json");
        File.WriteAllText(path, """{"data": [], "run": "r", "learningRate": 1}""");
        Assert.Contains("learningRate", Assert.Throws<ArgumentException>(() => TrainOptions.Read(path)).Message);
    }

    [Fact]
    public void Annealed_rate_rises_then_falls_to_nothing_at_the_last_iteration()
    {
        TrainOptions options = new() { Data = [], Run = "r", Rate = 1e-3, WarmUp = 10, Iterations = 1000, Anneal = true };
        Assert.InRange(options.RateAt(0), 0, 1.01e-4);
        Assert.Equal(1e-3, options.RateAt(10), 1e-6);
        Assert.Equal(.5e-3, options.RateAt(500), 1e-9);
        Assert.InRange(options.RateAt(999), 0, 1e-8);
        Assert.Equal(0, options.RateAt(2000), 1e-12);
        Assert.Equal(1e-3, (options with { Anneal = false }).RateAt(999), 1e-12);
    }

    [Fact]
    public void Stage_in_force_follows_the_step_not_the_batch()
    {
        TrainOptions options = new() { Data = [], Run = "r", Stages = [new(0, 128, 16), new(10, 256, 4)], Accumulate = 2 };
        Assert.Equal((128, 16), options.StageAt(19));
        Assert.Equal((256, 4), options.StageAt(20));
        Assert.Equal((options.Patch, options.Batch), (options with { Stages = [new(10, 256, 4)] }).StageAt(0));
    }

    [Theory]
    [InlineData("8000:256")]
    [InlineData("a:b:c")]
    public void Stage_that_cannot_be_read_is_one_sentence(string text) =>
        Assert.Contains(text, Assert.Throws<ArgumentException>(() => TrainStage.Parse(text)).Message);

    [Fact]
    public void Stages_out_of_order_are_refused() => Assert.Contains(
        "order",
        Assert.Throws<ArgumentException>(() => new TrainOptions { Data = [], Run = "r", Stages = [new(10, 128, 4), new(0, 256, 4)] }.Validate()).Message);

    [Fact]
    public void Bfloat16_is_refused_in_one_sentence_where_the_processor_does_not_multiply_it()
    {
        TrainOptions options = new() { Data = [], Run = "r", BFloat16 = true };
        options.Validate(hasBFloat16: true);
        (options with { Device = "cuda" }).Validate(hasBFloat16: false);
        (options with { BFloat16 = false }).Validate(hasBFloat16: false);
        string message = Assert.Throws<ArgumentException>(() => options.Validate(hasBFloat16: false)).Message;
        Assert.Contains("bf16", message, StringComparison.Ordinal);
        Assert.Contains("leave it out", message, StringComparison.Ordinal);
        Assert.Single(message.Split('\n'));
    }

    [Theory]
    [InlineData(-1, 0, 256, "face-emphasis is -1")]
    [InlineData(2, 0, 128, "whole faces; let patch or a stage be the face size")]
    [InlineData(0, 101, 256, "identity-features is 101")]
    [InlineData(0, 1, 256, "identity wants its network")]
    public void Terms_of_whole_faces_out_of_range_are_refused(double emphasis, double features, int patch, string sentence)
    {
        TrainOptions options = new() { Data = [], Run = "r", Patch = patch, FaceEmphasis = emphasis, IdentityFeatures = features };
        Assert.Contains(sentence, Assert.Throws<ArgumentException>(options.Validate).Message);
        (options with { FaceEmphasis = 2, IdentityFeatures = 0, Patch = 256 }).Validate();
    }

    [Theory]
    [InlineData(1.5, 0, 256, "eye-tint is 1.5")]
    [InlineData(0, -1, 256, "eye-colour is -1")]
    [InlineData(.5, 1, 128, "eye-colour wants whole faces")]
    public void Eye_colours_out_of_range_are_refused(double tint, double colour, int patch, string sentence)
    {
        TrainOptions options = new() { Data = [], Run = "r", Patch = patch, EyeTint = tint, EyeColour = colour };
        Assert.Contains(sentence, Assert.Throws<ArgumentException>(options.Validate).Message);
        (options with { EyeTint = .5, EyeColour = 1, Patch = 256 }).Validate();
    }

    [Fact]
    public void Patches_too_small_for_a_moved_view_are_refused()
    {
        TrainOptions options = new() { Data = [], Run = "r", Patch = 32, Steady = 1 };
        Assert.Contains("steady wants patches of 48 pixels or more", Assert.Throws<ArgumentException>(options.Validate).Message);
        Assert.Throws<ArgumentException>((options with { Patch = 48, Stages = [new(0, 32, 2)] }).Validate);
        (options with { Patch = 48 }).Validate();
    }
}
