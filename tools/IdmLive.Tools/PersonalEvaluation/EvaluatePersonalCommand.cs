using System.CommandLine;
using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using IdmLive.Diffusion.Adapters;
using IdmLive.Diffusion.Models;
using IdmLive.Pipeline.Imaging;
using IdmLive.Pipeline.Measures;
using IdmLive.Pipeline.Media;
using IdmLive.Pipeline.Startup;
using IdmLive.Tools.Evaluation;
using IdmLive.Training.Personal;

namespace IdmLive.Tools.PersonalEvaluation;

/// <summary><c>idmlive-tools evaluate-personal</c>.</summary>
internal static class EvaluatePersonalCommand
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };

    /// <summary>Makes the command.</summary>
    public static Command Create()
    {
        PersonalOptions usual = new();
        Option<string[]> clips = new("--clips") { Required = true, AllowMultipleArgumentsPerToken = true, Description = "Clean videos, each with one or more people." };
        Option<string> model = new("--model") { DefaultValueFactory = _ => "live", Description = "The general model: a name in the store or a folder." };
        Option<double> trainSeconds = new("--train-seconds") { DefaultValueFactory = _ => 6, Description = "Seconds at the beginning of each clip to learn from." };
        Option<int> testFrames = new("--test-frames") { DefaultValueFactory = _ => 24, Description = "Frames of the rest to test on." };
        Option<AdapterKind[]> kinds = new("--kinds") { AllowMultipleArgumentsPerToken = true, DefaultValueFactory = _ => [AdapterKind.LowRank], Description = "Kinds of adapters: LowRank, Channels, Film, Full." };
        Option<int> rank = new("--rank") { DefaultValueFactory = _ => usual.Rank, Description = "Rank of LowRank." };
        Option<double> rate = new("--rate") { DefaultValueFactory = _ => usual.Rate, Description = "Learning rate." };
        Option<double> minutes = new("--minutes") { DefaultValueFactory = _ => usual.Minutes, Description = "Minutes of training for each." };
        Option<int> iterations = new("--iterations") { Description = "Steps of training for each, in place of minutes." };
        Option<int> batch = new("--batch") { DefaultValueFactory = _ => usual.Batch, Description = "Faces in a batch." };
        Option<double> perceptual = new("--perceptual") { DefaultValueFactory = _ => usual.Perceptual, Description = "Weight of the perceptual term." };
        Option<double> rehearsal = new("--rehearsal") { DefaultValueFactory = _ => usual.Rehearsal, Description = "Part of the samples that are other people's faces." };
        Option<string?> rehearse = new("--rehearse") { Description = "Folder of other people's portraits." };
        Option<int> light = new("--light-variants") { DefaultValueFactory = _ => usual.LightVariants, Description = "Variants of each frame in another light." };
        Option<string[]> recipes = new("--recipes") { AllowMultipleArgumentsPerToken = true, DefaultValueFactory = _ => ["eq11", "webcam"], Description = "Degradations to test with." };
        Option<int[]> steps = new("--steps") { AllowMultipleArgumentsPerToken = true, DefaultValueFactory = _ => [1, 4], Description = "Numbers of network calls." };
        Option<bool> conditions = new("--conditions") { Description = "Test in other light, out of focus, with glasses and cap, too." };
        Option<int> threads = new("--threads") { DefaultValueFactory = _ => usual.Threads, Description = "Threads of the tensor library." };
        Option<int> seed = new("--seed") { DefaultValueFactory = _ => 7, Description = "Seed of the faults." };
        Option<string?> measures = new("--measures") { Description = "Folder in which the measures' files lie under their known names." };
        Option<string> output = new("--out", "-o") { Required = true, Description = "Folder for summary.json, adapters and sheets." };
        Command command = new("evaluate-personal", "Makes personal models from the first part of clips and measures them on later parts, beside the general model.")
        {
            clips, model, trainSeconds, testFrames, kinds, rank, rate, minutes, iterations, batch, perceptual, rehearsal, rehearse, light, recipes, steps, conditions, threads, seed, measures, output,
        };
        command.SetAction((parsed, cancellation) => Task.Run(
            () => Run(
                () => new PersonalEvaluationOptions
                {
                    Clips = parsed.GetRequiredValue(clips),
                    Model = parsed.GetRequiredValue(model),
                    TrainSeconds = parsed.GetValue(trainSeconds),
                    TestFrames = parsed.GetValue(testFrames),
                    Kinds = parsed.GetRequiredValue(kinds),
                    Training = usual with
                    {
                        Rank = parsed.GetValue(rank),
                        Rate = parsed.GetValue(rate),
                        Minutes = parsed.GetValue(minutes),
                        Iterations = parsed.GetValue(iterations),
                        Batch = parsed.GetValue(batch),
                        Perceptual = parsed.GetValue(perceptual),
                        Rehearsal = parsed.GetValue(rehearsal),
                        LightVariants = parsed.GetValue(light),
                        Threads = parsed.GetValue(threads),
                    },
                    Rehearse = parsed.GetValue(rehearse),
                    Recipes = parsed.GetRequiredValue(recipes),
                    Steps = parsed.GetRequiredValue(steps),
                    Conditions = parsed.GetValue(conditions),
                    Seed = parsed.GetValue(seed),
                    Measures = parsed.GetValue(measures) is { } folder ? MeasureFiles.InFolder(folder) : new MeasureFiles(),
                    Output = parsed.GetRequiredValue(output),
                },
                cancellation),
            CancellationToken.None));
        return command;
    }

    private static int Run(Func<PersonalEvaluationOptions> read, CancellationToken cancellation)
    {
        NativeEnvironment.PreferPassiveThreads();
        try
        {
            PersonalEvaluationOptions options = read();
            Directory.CreateDirectory(options.Output);
            PersonalEvaluationRun run = new(options, ModelStore.Default().Load(options.Model), line => Console.Error.WriteLine($"idmlive-tools evaluate-personal: {line}"));
            (IReadOnlyList<PersonalRow> rows, IReadOnlyList<PersonalAdapter> adapters) = run.Run(cancellation);
            WholeFile.Write(Path.Join(options.Output, "summary.json"), JsonSerializer.SerializeToUtf8Bytes(new { rows, adapters }, Json));
            Console.Write(Table(rows, adapters));
            return 0;
        }
        catch (OperationCanceledException)
        {
            return 130;
        }
        catch (Exception e) when (e is ArgumentException or ModelException or MediaException or IOException or UnauthorizedAccessException or ImageFileException)
        {
            Console.Error.WriteLine($"idmlive-tools evaluate-personal: {e.Message}");
            return 1;
        }
    }

    private static string Table(IReadOnlyList<PersonalRow> rows, IReadOnlyList<PersonalAdapter> adapters)
    {
        StringBuilder text = new();
        foreach (PersonalAdapter a in adapters)
        {
            text.Append(CultureInfo.InvariantCulture, $"{a.Subject} {a.Kind}: {a.Frames} frames, {a.Iterations} steps, {a.Seconds:F0} s, {a.Bytes / 1024} KB\n");
        }

        text.Append("person           recipe  condition restorer                 n   PSNR   LPIPS    idA    idB | gains over the general model with 95 % intervals\n");
        foreach (PersonalRow r in rows)
        {
            text.Append(CultureInfo.InvariantCulture, $"{r.Subject,-16} {r.Recipe,-7} {r.Condition,-9} {r.Restorer,-22} {r.N,3} {r.Psnr,6:F2} {r.Lpips,7:F3} {r.IdA,6:F3} {r.IdB,6:F3} |");
            text.Append(CultureInfo.InvariantCulture, $"{Gain("PSNR", r.PsnrGain, "F2")}{Gain("LPIPS", r.LpipsGain, "F3")}{Gain("idA", r.IdAGain, "F3")}{Gain("idB", r.IdBGain, "F3")}\n");
        }

        text.Append("authenticity              f(f(y)) : f(y)  PSNR    idA    idB | f(x) : x  PSNR    idA    idB\n");
        foreach (PersonalRow r in rows.Where(r => r.Twice is not null))
        {
            text.Append(CultureInfo.InvariantCulture, $"{r.Subject,-16} {r.Restorer,-22} {r.Twice!.Value.Psnr,6:F2} {r.Twice.Value.IdA,6:F3} {r.Twice.Value.IdB,6:F3} |");
            text.Append(CultureInfo.InvariantCulture, $"           {r.Clean!.Value.Psnr,6:F2} {r.Clean.Value.IdA,6:F3} {r.Clean.Value.IdB,6:F3}\n");
        }

        return text.ToString();
    }

    private static string Gain(string name, ConfidenceInterval? gain, string format) => gain is not { } g || double.IsNaN(g.Mean)
        ? string.Empty
        : $" {name} {Number(g.Mean, format)} ({Number(g.Low, format)} to {Number(g.High, format)})";

    private static string Number(double value, string format) => value.ToString($"+{format};-{format};{format}".Replace("F2", "0.00", StringComparison.Ordinal).Replace("F3", "0.000", StringComparison.Ordinal), CultureInfo.InvariantCulture);
}
