using System.Text;
using System.Text.Json;
using IdmLive.Pipeline.Imaging;
using IdmLive.Pipeline.Measures;
using OpenCvSharp;

namespace IdmLive.Tools.Generation;

/// <summary>What one generator came to.</summary>
/// <param name="Name"><c>original</c> or <c>refined</c>: the set it was trained on.</param>
/// <param name="Samples">Frechet distance of its pictures to the held-back originals.</param>
/// <param name="Pictures">The same for as many pictures of the set itself: what a perfect generator would come to.</param>
internal sealed record GenerateCheckRow(string Name, double Samples, double Pictures);

/// <summary>The result of a check.</summary>
/// <param name="Trained">Pictures of each set that were trained on.</param>
/// <param name="HeldBack">Original pictures that were held back.</param>
/// <param name="Rows">Both generators.</param>
internal sealed record GenerateCheckReport(int Trained, int HeldBack, IReadOnlyList<GenerateCheckRow> Rows);

/// <summary>
/// The paper's generative check at a small size: an unconditional model is trained on the original set and one on the refined set,
/// with equal seeds and iterations, and the pictures of both are compared with original pictures that neither has seen.
/// </summary>
internal sealed class GenerateCheck
{
    private const int SheetSide = 12;

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true };
    private readonly GenerateCheckOptions _options;
    private readonly Action<string> _report;

    /// <summary>Prepares a check.</summary>
    /// <param name="options">Validated here.</param>
    /// <param name="report">Told a line now and then.</param>
    /// <exception cref="ArgumentException">An option is out of range.</exception>
    public GenerateCheck(GenerateCheckOptions options, Action<string> report)
    {
        options.Validate();
        (_options, _report) = (options, report);
    }

    /// <summary>Name of the figure.</summary>
    public static string Figure => $"Frechet distance ({DctStatistics.Name})";

    /// <summary>Runs, or goes on where it was stopped.</summary>
    /// <returns>The result, written as <c>report.json</c>, or null where it was stopped.</returns>
    /// <exception cref="ArgumentException">A folder holds too little, or the output another check.</exception>
    public GenerateCheckReport? Run(CancellationToken cancellation)
    {
        SmallPictures original = SmallPictures.Read(_options.Original, _options.Size), refined = SmallPictures.Read(_options.Refined, _options.Size);
        string[] held = [.. original.Names.Where(SmallPictures.IsHeldBack)];
        string[] trained = [.. original.Names.Intersect(refined.Names).Where(n => !SmallPictures.IsHeldBack(n))];
        if (trained.Length < 2 || held.Length < 2)
        {
            throw new ArgumentException(
                $"'{_options.Original}' and '{_options.Refined}' have {trained.Length} pictures of the same name to train on and {held.Length} to hold back; give two sets of some hundreds.");
        }

        Claim(trained.Length);
        float[][] reference = [.. held.Select(n => Features(original[n]))];
        if (held.Length < 2 * reference[0].Length)
        {
            _report($"only {held.Length} pictures are held back for {reference[0].Length} figures of each: the distances are rough");
        }

        List<GenerateCheckRow> rows = [];
        foreach ((string name, SmallPictures set) in new[] { ("original", original), ("refined", refined) })
        {
            using PictureGenerator generator = new(_options);
            byte[][] pictures = [.. trained.Select(n => set[n])];
            generator.Train(pictures, Path.Join(_options.Output, $"{name}.safetensors"), line => _report($"{name}: {line}"), cancellation);
            if (generator.Iterations < _options.Iterations)
            {
                return null;
            }

            IReadOnlyList<byte[]> drawn = generator.Sample(_options.Samples);
            DrawSheet(drawn, Path.Join(_options.Output, $"{name}.png"));
            rows.Add(new GenerateCheckRow(
                name, Distance(reference, drawn), Distance(reference, [.. pictures.Take(_options.Samples)])));
            _report($"{name}: {Figure} {rows[^1].Samples:F3}, of the set itself {rows[^1].Pictures:F3}");
        }

        GenerateCheckReport result = new(trained.Length, held.Length, rows);
        Write("report.json", new { figure = Figure, figures = reference[0].Length, result.Trained, result.HeldBack, options = _options, result.Rows });
        return result;
    }

    private static double Distance(float[][] reference, IReadOnlyList<byte[]> pictures)
    {
        IReadOnlyList<float[]>[] sets = DctStatistics.Standardised(reference, reference, [.. pictures.Select(Features)]);
        return FrechetDistance.Between(sets[0], sets[1]);
    }

    private static float[] Features(byte[] pixels) => DctStatistics.Of(pixels, (int)Math.Sqrt(pixels.Length / 3));

    /// <summary>Takes the output folder for this check alone: checkpoints of another one must not be gone on with.</summary>
    private void Claim(int trained)
    {
        Directory.CreateDirectory(_options.Output);
        string path = Path.Join(_options.Output, "options.json");
        string own = JsonSerializer.Serialize(new { options = _options with { Output = string.Empty, Iterations = 1, Samples = 2, SamplingSteps = 1, Threads = 1 }, trained }, Json) + "\n";
        if (!File.Exists(path))
        {
            WholeFile.Write(path, Encoding.UTF8.GetBytes(own));
        }
        else if (File.ReadAllText(path) != own)
        {
            throw new ArgumentException($"'{_options.Output}' holds a check of other pictures or options; name another --out.");
        }
    }

    private void Write(string name, object value) =>
        WholeFile.Write(Path.Join(_options.Output, name), Encoding.UTF8.GetBytes(JsonSerializer.Serialize(value, Json) + "\n"));

    private void DrawSheet(IReadOnlyList<byte[]> pictures, string path)
    {
        int size = _options.Size, across = Math.Min(SheetSide, pictures.Count), down = Math.Min(SheetSide, (pictures.Count + across - 1) / across);
        using Mat sheet = new(down * size, across * size, MatType.CV_8UC3, Scalar.All(255));
        for (int i = 0; i < Math.Min(pictures.Count, across * down); i++)
        {
            using Mat picture = Mat.FromPixelData(size, size, MatType.CV_8UC3, pictures[i]);
            using Mat place = sheet[new Rect(i % across * size, i / across * size, size, size)];
            picture.CopyTo(place);
        }

        Cv2.ImEncode(".png", sheet, out byte[] png);
        WholeFile.Write(path, png);
    }
}
