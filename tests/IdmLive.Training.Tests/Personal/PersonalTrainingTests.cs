using System.Diagnostics;
using IdmLive.Diffusion.Adapters;
using IdmLive.Diffusion.Models;
using IdmLive.Training.Data;
using IdmLive.Training.Personal;
using OpenCvSharp;
using TorchSharp;

namespace IdmLive.Training.Tests.Personal;

/// <summary>On drawn pictures in place of a person, and a tiny network.</summary>
public sealed class PersonalTrainingTests : IDisposable
{
    private const int Size = 64;

    private readonly string _folder = Directory.CreateTempSubdirectory("idmlive-personal-").FullName;
    private readonly ModelPackage _package;
    private readonly byte[][] _frames = [.. Enumerable.Range(0, 8).Select(Draw)];

    public PersonalTrainingTests() => _package = DrawnModel.Write(Path.Join(_folder, "model"), Size);

    private static PersonalOptions Options => new() { Iterations = 12, Batch = 2, View = 1, Perceptual = 0, LightVariants = 1, CheckpointEvery = 4, Threads = 1, Recipe = "eq11" };

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Training_brings_the_persons_frames_closer_to_the_truth()
    {
        // From an untrained network, which gives its input back, with an adapter that can change everything.
        PersonalOptions options = Options with { Iterations = 500, Rate = 3e-2, Kind = AdapterKind.Full, LightVariants = 0 };
        PersonalTraining training = new(_package, options, _frames, [], Path.Join(_folder, "run"));
        (float[] values, int iterations) = training.Run(_ => { }, default);
        Assert.Equal(500, iterations);
        using PersonalTrial trial = new(_package, training.Layout.Merge(_package.Parameters, values), ["eq11"], seed: 5, threads: 1);
        TrialResult result = trial.Measure(_frames);
        Assert.True(result.Figures["gain psnr"].Low > .1, $"{result.Figures["gain psnr"]}");
        Assert.Equal(result.Figures["input psnr"].Mean, result.Figures["general psnr"].Mean, .05);
    }

    [Fact]
    public void Interrupted_training_goes_on_to_the_same_bits()
    {
        float[] whole = new PersonalTraining(_package, Options, _frames, _frames[..2], Path.Join(_folder, "whole")).Run(_ => { }, default).Values;
        using CancellationTokenSource stop = new();
        PersonalTraining cut = new(_package, Options with { CheckpointEvery = 1000 }, _frames, _frames[..2], Path.Join(_folder, "cut"));
        Assert.Throws<OperationCanceledException>(() => cut.Run(p => stop.Cancel(), stop.Token));
        Assert.True(File.Exists(Path.Join(_folder, "cut", PersonalTraining.CheckpointName)));
        float[] resumed = new PersonalTraining(_package, Options, _frames, _frames[..2], Path.Join(_folder, "cut")).Run(_ => { }, default).Values;
        Assert.Equal(whole, resumed);
    }

    [Fact]
    public void Training_goes_on_from_given_values_and_interrupted_to_the_same_bits()
    {
        float[] begun = new PersonalTraining(_package, Options, _frames, [], Path.Join(_folder, "begun")).Run(_ => { }, default).Values;
        PersonalOptions slow = Options with { Iterations = 1, Rate = 1e-6 };
        float[] nearly = new PersonalTraining(_package, slow, _frames, [], Path.Join(_folder, "slow"), begun).Run(_ => { }, default).Values;
        Assert.True(begun.Zip(nearly, (a, b) => Math.Abs(a - b)).Max() < 1e-5, "one small step led far away");
        float[] whole = new PersonalTraining(_package, Options, _frames, [], Path.Join(_folder, "whole"), begun).Run(_ => { }, default).Values;
        Assert.NotEqual(begun, whole);
        using CancellationTokenSource stop = new();
        Assert.Throws<OperationCanceledException>(() => new PersonalTraining(_package, Options, _frames, [], Path.Join(_folder, "cut"), begun).Run(_ => stop.Cancel(), stop.Token));
        Assert.Equal(whole, new PersonalTraining(_package, Options, _frames, [], Path.Join(_folder, "cut"), begun).Run(_ => { }, default).Values);
        Assert.Contains("3 values", Assert.Throws<ArgumentException>(() => new PersonalTraining(_package, Options, _frames, [], _folder, new float[3])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_model_in_use_is_measured_beside_on_the_same_faults()
    {
        PersonalTraining training = new(_package, Options, _frames, [], Path.Join(_folder, "run"));
        float[] parameters = training.Layout.Merge(_package.Parameters, training.Run(_ => { }, default).Values);
        using PersonalTrial trial = new(_package, parameters, ["eq11"], seed: 5, threads: 1, present: parameters);
        TrialResult result = trial.Measure(_frames[..2]);
        Assert.Equal(result.Personal, result.Present);
        Assert.Equal(0, result.Figures["step psnr"].Mean);
        using PersonalTrial alone = new(_package, parameters, ["eq11"], seed: 5, threads: 1);
        TrialResult before = alone.Measure(_frames[..2]);
        Assert.Null(before.Present);
        Assert.Equal(before.Personal, result.Personal);
    }

    [Fact]
    public void Progress_ends_at_all_of_it_and_tells_the_time_left()
    {
        List<PersonalProgress> told = [];
        new PersonalTraining(_package, Options with { Iterations = 20 }, _frames, [], Path.Join(_folder, "run")).Run(told.Add, default);
        Assert.Equal([10, 20], told.Select(p => p.Iterations));
        Assert.Equal([.5, 1], told.Select(p => p.Done));
        Assert.True(told[0].Left > TimeSpan.Zero);
        Assert.Equal(TimeSpan.Zero, told[1].Left);
    }

    [Fact]
    public void Training_by_the_clock_ends_with_it()
    {
        long start = Stopwatch.GetTimestamp();
        (float[] values, int iterations) = new PersonalTraining(_package, Options with { Iterations = 0, Minutes = .02 }, _frames, [], Path.Join(_folder, "run")).Run(_ => { }, default);
        Assert.True(iterations > 0);
        Assert.InRange(Stopwatch.GetElapsedTime(start), TimeSpan.FromMinutes(.02), TimeSpan.FromMinutes(1));
        Assert.All(values, v => Assert.True(float.IsFinite(v)));
    }

    [Fact]
    public void No_tensor_is_left_over()
    {
        long before = torch.Tensor.TotalCount;
        new PersonalTraining(_package, Options, _frames, [], Path.Join(_folder, "run")).Run(_ => { }, default);
        Assert.Equal(before, torch.Tensor.TotalCount);
    }

    [Fact]
    public void Nothing_to_learn_from_is_refused() =>
        Assert.Contains("no frame", Assert.Throws<ArgumentException>(() => new PersonalTraining(_package, Options, [], [], _folder)).Message, StringComparison.Ordinal);

    [Fact]
    public void Light_changes_and_the_picture_stays()
    {
        using Mat crop = Mat.FromPixelData(Size, Size, MatType.CV_8UC3, _frames[0]);
        using Mat one = LightVariants.Draw(crop, new Random(1)), same = LightVariants.Draw(crop, new Random(1)), other = LightVariants.Draw(crop, new Random(2));
        Assert.Equal(0, Cv2.Norm(one, same));
        Assert.True(Cv2.Norm(one, other, NormTypes.L1) > 0);
        using Mat a = one.CvtColor(ColorConversionCodes.BGR2GRAY), b = crop.CvtColor(ColorConversionCodes.BGR2GRAY), match = new();
        Cv2.MatchTemplate(a, b, match, TemplateMatchModes.CCoeffNormed);
        Assert.InRange(match.At<float>(0, 0), .6f, .9999f);
    }

    private static byte[] Draw(int seed)
    {
        using Mat picture = new(Size, Size, MatType.CV_8UC3, new OpenCvSharp.Scalar(90, 110, 150));
        Random random = new(seed);
        for (int i = 0; i < 12; i++)
        {
            Cv2.Circle(picture, random.Next(Size), random.Next(Size), random.Next(2, 14), new OpenCvSharp.Scalar(random.Next(256), random.Next(256), random.Next(256)), -1);
        }

        return FaceBytes.Of(picture);
    }
}
