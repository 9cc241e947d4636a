using System.Text.Json;
using IdmLive.Tools.Generation;
using OpenCvSharp;

namespace IdmLive.Tools.Tests.Generation;

public sealed class GenerateCheckTests : IDisposable
{
    private const int Size = 32;
    private const int Pictures = 24;
    private readonly string _folder = Directory.CreateTempSubdirectory("idmlive-generate-").FullName;

    public GenerateCheckTests()
    {
        foreach (string set in (string[])["original", "refined"])
        {
            Directory.CreateDirectory(Path.Join(_folder, set));
            for (int i = 0; i < Pictures; i++)
            {
                using Mat picture = Draw(i, set == "refined");
                Cv2.ImWrite(Path.Join(_folder, set, $"{i:D2}.png"), picture);
            }
        }
    }

    private GenerateCheckOptions Options => new()
    {
        Original = Path.Join(_folder, "original"),
        Refined = Path.Join(_folder, "refined"),
        Output = Path.Join(_folder, "out"),
        Iterations = 3,
        Batch = 4,
        Samples = 6,
        SamplingSteps = 3,
        Threads = 1,
    };

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Report_holds_both_sets_and_comes_out_the_same_again()
    {
        GenerateCheckReport report = new GenerateCheck(Options, _ => { }).Run(default)!;
        Assert.Equal(["original", "refined"], report.Rows.Select(r => r.Name));
        Assert.All(report.Rows, r => Assert.True(double.IsFinite(r.Samples) && r.Samples > r.Pictures && r.Pictures >= 0, $"{r}"));
        Assert.True(report.Trained + report.HeldBack == Pictures && report.HeldBack >= 2, $"{report}");
        using JsonDocument json = JsonDocument.Parse(File.ReadAllText(Path.Join(Options.Output, "report.json")));
        Assert.Contains("DCT", json.RootElement.GetProperty("figure").GetString(), StringComparison.Ordinal);
        Assert.Equal(report.Rows[1].Samples, json.RootElement.GetProperty("rows")[1].GetProperty("samples").GetDouble());
        Assert.True(File.Exists(Path.Join(Options.Output, "original.png")) && File.Exists(Path.Join(Options.Output, "refined.png")));

        GenerateCheckReport again = new GenerateCheck(Options, _ => { }).Run(default)!;
        Assert.Equal(report.Rows, again.Rows);
    }

    [Fact]
    public void Resumed_generator_draws_the_same_pictures_as_one_trained_in_one_sitting()
    {
        byte[][] pictures = [.. Enumerable.Range(0, 5).Select(i => SmallPictures.Read(Options.Original, Size)[$"{i:D2}"])];
        Assert.Equal(Drawn("whole", 4), Resumed());

        byte[][] Resumed()
        {
            Drawn("parts", 2);
            return Drawn("parts", 4);
        }

        byte[][] Drawn(string name, int iterations)
        {
            using PictureGenerator generator = new(Options with { Iterations = iterations });
            generator.Train(pictures, Path.Join(_folder, name), _ => { }, default);
            return [.. generator.Sample(2)];
        }
    }

    [Fact]
    public void Training_brings_the_drawn_pictures_nearer_to_the_set()
    {
        SmallPictures set = SmallPictures.Read(Options.Original, Size);
        byte[][] pictures = [.. set.Names.Select(n => set[n])];
        double before = ColourDistance(0), after = ColourDistance(60);
        Assert.True(after < before, $"{before} before, {after} after");

        double ColourDistance(int iterations)
        {
            using PictureGenerator generator = new(Options with { Iterations = iterations, Rate = 1e-3, AverageDecay = .9, SamplingSteps = 8, Batch = 8 });
            generator.Train(pictures, Path.Join(_folder, $"{iterations}"), _ => { }, default);
            double Roughness(byte[] p) => Enumerable.Range(0, p.Length - 3).Average(i => Math.Abs(p[i] - p[i + 3]));
            return Math.Abs(generator.Sample(4).Average(Roughness) - pictures.Average(Roughness));
        }
    }

    [Fact]
    public void Statistics_see_colour_sharpness_and_direction()
    {
        using Mat flat = new(Size, Size, MatType.CV_8UC3, Scalar.All(51)), stripes = flat.Clone(), turned = new();
        for (int x = 0; x < Size; x += 4)
        {
            stripes[new Rect(x, 0, 2, Size)].SetTo(Scalar.All(204));
        }

        Cv2.Transpose(stripes, turned);
        float[] a = Of(flat), b = Of(stripes), c = Of(turned);
        Assert.Equal(.2, a[0], 1e-4);
        Assert.Equal(.5, b[0], 1e-4);
        Assert.NotEqual(b, c);
        Assert.True(b.Skip(16).Max() > a.Skip(16).Where((_, i) => i < 9).Max() + 1);
    }

    [Fact]
    public void Sets_without_common_names_are_refused()
    {
        string other = Path.Join(_folder, "other");
        Directory.CreateDirectory(other);
        using Mat picture = Draw(1, false);
        Cv2.ImWrite(Path.Join(other, "name.png"), picture);
        Assert.Contains("same name", Assert.Throws<ArgumentException>(() => new GenerateCheck(Options with { Refined = other }, _ => { }).Run(default)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Targets_of_a_refinement_have_the_names_of_their_originals()
    {
        string targets = Path.Join(_folder, "targets");
        Directory.CreateDirectory(targets);
        foreach (string file in Directory.GetFiles(Options.Refined))
        {
            File.Copy(file, Path.Join(targets, Path.GetFileNameWithoutExtension(file) + ".jpg.png"));
        }

        Assert.Equal(SmallPictures.Read(Options.Refined, Size).Names, SmallPictures.Read(targets, Size).Names);
    }

    [Fact]
    public void Output_of_another_check_is_refused()
    {
        new GenerateCheck(Options, _ => { }).Run(default);
        Assert.Contains("another --out", Assert.Throws<ArgumentException>(() => new GenerateCheck(Options with { Seed = 2 }, _ => { }).Run(default)).Message, StringComparison.Ordinal);
    }

    private static float[] Of(Mat picture)
    {
        picture.GetArray(out Vec3b[] pixels);
        return DctStatistics.Of(System.Runtime.InteropServices.MemoryMarshal.AsBytes(pixels.AsSpan()).ToArray(), Size);
    }

    private static Mat Draw(int seed, bool sharp)
    {
        Random random = new(seed);
        Mat picture = new(48, 40, MatType.CV_8UC3, new Scalar(random.Next(60, 120), random.Next(100, 200), random.Next(100, 200)));
        for (int i = 0; i < 6; i++)
        {
            Cv2.Circle(picture, new Point(random.Next(40), random.Next(48)), random.Next(3, 10), new Scalar(random.Next(256), random.Next(256), random.Next(256)), -1);
        }

        if (!sharp)
        {
            Cv2.GaussianBlur(picture, picture, new Size(5, 5), 1.2);
        }

        return picture;
    }
}
