using System.CommandLine;
using IdmLive.Pipeline.Imaging;
using OpenCvSharp;

namespace IdmLive.Tools.Evaluation;

/// <summary><c>idmlive-tools compare</c>: measures folders of aligned faces against the clean ones.</summary>
internal static class CompareCommand
{
    /// <summary>Makes the command.</summary>
    public static Command Create()
    {
        Option<string> clean = new("--clean") { Required = true, Description = "Folder of clean aligned faces." };
        Argument<string[]> folders = new("folder") { Arity = ArgumentArity.OneOrMore, Description = "Folders of pictures with the same names." };
        Option<string?> measures = new("--measures") { Description = "Folder in which the measures' files lie under their known names, sub-folders included." };
        Option<string?> lpips = new("--lpips") { Description = "LPIPS network with SqueezeNet backbone (ONNX)." };
        Option<string?> embedder = new("--embedder") { Description = "Second face embedder, mobilefacenet (ONNX)." };
        Command command = new("compare", "Measures folders of aligned faces against the clean ones, by file name.") { folders, clean, measures, lpips, embedder };
        command.SetAction(parsed =>
        {
            try
            {
                MeasureFiles files = parsed.GetValue(measures) is { } known ? MeasureFiles.InFolder(known) : new MeasureFiles();
                using Evaluator evaluator = new(files with { Lpips = parsed.GetValue(lpips) ?? files.Lpips, Embedder = parsed.GetValue(embedder) ?? files.Embedder });
                string reference = parsed.GetRequiredValue(clean);
                List<EvaluationRow> rows = [.. parsed.GetValue(folders)!.Select(f => Measure(evaluator, reference, f))];
                Console.Write(EvaluationReport.Table(rows));
                return 0;
            }
            catch (Exception e) when (e is ArgumentException or IOException or InvalidDataException or UnauthorizedAccessException)
            {
                Console.Error.WriteLine($"idmlive-tools compare: {e.Message}");
                return 1;
            }
        });
        return command;
    }

    private static EvaluationRow Measure(Evaluator evaluator, string clean, string folder)
    {
        string[] names = [.. Files(clean).Intersect(Files(folder)).Order(StringComparer.Ordinal)];
        if (names.Length == 0)
        {
            throw new ArgumentException($"No picture of '{clean}' has a namesake in '{folder}'; give folders of equally named pictures.");
        }

        PictureFigures[] figures = new PictureFigures[names.Length];
        for (int i = 0; i < names.Length; i++)
        {
            using ImageFile truth = ImageFile.Read(Path.Join(clean, names[i])), picture = ImageFile.Read(Path.Join(folder, names[i]));
            using Mat x = truth.ToEightBit(), y = picture.ToEightBit();
            if (x.Size() != y.Size())
            {
                throw new ArgumentException($"'{names[i]}' is {y.Width}x{y.Height} in '{folder}' and {x.Width}x{x.Height} in '{clean}'; give equal sizes.");
            }

            figures[i] = evaluator.Measure(y, x);
        }

        return new EvaluationRow(Path.GetFileName(Path.TrimEndingDirectorySeparator(folder)), figures);
    }

    private static IEnumerable<string> Files(string folder) =>
        Directory.Exists(folder)
            ? Directory.EnumerateFiles(folder).Select(f => Path.GetFileName(f)!)
            : throw new ArgumentException($"There is no folder '{folder}'.");
}
