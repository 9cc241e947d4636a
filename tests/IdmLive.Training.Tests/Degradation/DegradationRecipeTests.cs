using IdmLive.Training.Degradation;
using IdmLive.Training.Degradation.Stages;
using OpenCvSharp;

namespace IdmLive.Training.Tests.Degradation;

public sealed class DegradationRecipeTests
{
    [Theory]
    [InlineData(64)]
    [InlineData(96)]
    [InlineData(256)]
    public void Equation_11_gives_the_bits_that_the_written_out_formula_gives(int size)
    {
        DegradationRecipe recipe = DegradationRecipe.ByName("eq11", size);
        Assert.Equal($"eq11@{size}", recipe.Name);
        using Mat clean = DrawnPicture.Create(size, 3);
        for (int seed = 0; seed < 12; seed++)
        {
            using Mat expected = Equation11(clean, size, new Random(seed)), actual = recipe.Apply(clean, new Random(seed));
            Assert.Equal(0, Cv2.Norm(expected, actual, NormTypes.INF));
        }
    }

    [Fact]
    public void Blurs_scale_with_the_crop_and_nothing_else()
    {
        IReadOnlyList<DegradationStage> half = DegradationRecipe.Equation11(256).Stages;
        Assert.Equal(new ValueRange(.1, 5), Assert.IsType<GaussianBlurStage>(half[0]).Sigma);
        Assert.Equal(new ValueRange(1, 8), Assert.IsType<ResizeStage>(half[1]).Factor);
        Assert.Equal(new ValueRange(0, 15), Assert.IsType<GaussianNoiseStage>(half[2]).Deviation);
        Assert.Equal(new ValueRange(50, 100), Assert.IsType<JpegStage>(half[3]).Quality);
    }

    [Theory]
    [InlineData("eq11")]
    [InlineData("webcam")]
    [InlineData("mixed")]
    public void Recipe_survives_the_way_through_JSON(string name)
    {
        DegradationRecipe recipe = DegradationRecipe.ByName(name, 128), read = RecipeFile.Parse(RecipeFile.ToJson(recipe));
        Assert.Equal(RecipeFile.ToJson(recipe), RecipeFile.ToJson(read));
        using Mat clean = DrawnPicture.Create(128, 1);
        for (int seed = 0; seed < 8; seed++)
        {
            using Mat a = recipe.Apply(clean, new Random(seed)), b = read.Apply(clean, new Random(seed));
            Assert.Equal(0, Cv2.Norm(a, b, NormTypes.INF));
        }
    }

    [Theory]
    [InlineData("""{"name":"a","cropSize":256,"stages":[],"colour":1}""", "colour")]
    [InlineData("""{"name":"a","cropSize":256,"stages":[{"stage":"jpeg","quality":[5,9],"strength":1}]}""", "strength")]
    [InlineData("""{"name":"a","cropSize":256,"stages":[{"stage":"fog","quality":[5,9]}]}""", "fog")]
    [InlineData("""{"name":"a","cropSize":256,"stages":[{"stage":"jpeg"}]}""", "quality")]
    [InlineData("""{"name":"a","cropSize":256,"stages":[{"stage":"jpeg","quality":[90,50]}]}""", "quality is [90, 50]; it has to be a rising range within 1 to 100")]
    [InlineData("""{"name":"a","cropSize":256,"stages":[{"stage":"jpeg","quality":[50]}]}""", "array of two numbers")]
    [InlineData("""{"name":"a","cropSize":256,"stages":[{"stage":"jpeg","quality":[50,60],"probability":1.5}]}""", "probability is [1.5, 1.5]")]
    [InlineData("""{"name":"a","cropSize":256,"stages":[{"stage":"choice","branches":[]}]}""", "branches")]
    [InlineData("""{"name":"a","cropSize":256,"stages":[{"stage":"choice","branches":[{"weight":1,"stages":[{"stage":"h264","quantiser":[0,60]}]}]}]}""", "quantiser")]
    [InlineData("""{"name":"a","cropSize":4,"stages":[]}""", "cropSize is 4")]
    [InlineData("null", "null")]
    [InlineData("{", "no degradation recipe")]
    public void Faulty_file_is_one_sentence_about_its_fault(string json, string part)
    {
        string message = Assert.Throws<ArgumentException>(() => RecipeFile.Parse(json)).Message;
        Assert.Contains(part, message, StringComparison.Ordinal);
    }

    [Fact]
    public void Unknown_name_lists_the_known_ones()
    {
        string message = Assert.Throws<ArgumentException>(() => DegradationRecipe.ByName("webcm", 256)).Message;
        Assert.Contains("'webcm'; it has to be eq11, webcam, mixed or the path", message, StringComparison.Ordinal);
    }

    [Fact]
    public void Recipe_is_read_from_the_file_it_was_written_to_and_fitted_to_the_crop()
    {
        string path = Path.Join(Directory.CreateTempSubdirectory("idmlive-recipe-").FullName, "recipe.json");
        try
        {
            RecipeFile.Write(path, DegradationRecipe.Equation11(256));
            DegradationRecipe read = DegradationRecipe.ByName(path, 512);
            Assert.Equal("eq11@512", read.Name);
            Assert.Equal(RecipeFile.ToJson(DegradationRecipe.Equation11(512)), RecipeFile.ToJson(read));
        }
        finally
        {
            Directory.Delete(Path.GetDirectoryName(path)!, recursive: true);
        }
    }

    [Fact]
    public void Drawn_camera_applied_twice_differs_in_its_noise_alone()
    {
        DegradationRecipe recipe = new()
        {
            Name = "test",
            CropSize = 64,
            Stages =
            [
                new ExposureStage { Exposure = new(.5, 2), Cast = new(.8, 1.2) },
                new LowLightStage { WhiteElectrons = new(1000, 2000), ReadElectrons = new(1, 5), Gain = new(.8, 1.2) },
            ],
        };
        using Mat clean = new(64, 64, MatType.CV_8UC3, new Scalar(90, 100, 110));
        DegradationDraw drawn = recipe.Draw(new Random(1));
        using Mat a = recipe.Apply(clean, drawn, new Random(1)), b = recipe.Apply(clean, drawn, new Random(2)), again = recipe.Apply(clean, drawn, new Random(1));
        Assert.Equal(0, Cv2.Norm(a, again, NormTypes.INF));
        Assert.True(Cv2.Norm(a, b, NormTypes.INF) > 0);
        Scalar meanA = Cv2.Mean(a), meanB = Cv2.Mean(b);
        for (int c = 0; c < 3; c++)
        {
            // A pixel deviates by about 5 levels, the mean of 4096 by a hundredth of that.
            Assert.Equal(meanA[c], meanB[c], .5);
        }
    }

    [Fact]
    public void Webcam_gives_one_nearly_clean_picture_in_ten_and_every_stage()
    {
        DegradationRecipe recipe = DegradationRecipe.ByName("webcam", 256);
        Random random = new(5);
        using Mat clean = DrawnPicture.Create(96, 2);
        HashSet<Type> seen = [];
        int nearly = 0;
        const int Draws = 600;
        for (int i = 0; i < Draws; i++)
        {
            DegradationDraw drawn = recipe.Draw(random);
            seen.UnionWith(drawn.Stages.Select(s => s.GetType()));
            if (drawn.Stages.All(s => s is GaussianNoise { Deviation: <= 1.5 } or Jpeg { Quality: >= 85 }))
            {
                nearly++;
                using Mat bad = recipe.Apply(clean, drawn, random);
                Assert.InRange(DrawnPicture.PsnrOfGrey(clean, bad), 32, double.PositiveInfinity);
            }
        }

        // 60 are expected; three deviations of a binomial are 22.
        Assert.InRange(nearly, 38, 82);
        Assert.Equal(9, seen.Count);
    }

    [Fact]
    public void Mixed_takes_eq11_for_half_of_the_pictures()
    {
        DegradationRecipe recipe = DegradationRecipe.ByName("mixed", 256);
        Random random = new(6);

        // Only eq. 11 goes through exactly these five stages with a shrinking by linear weights and no rest.
        int equation = Enumerable.Range(0, 600).Count(_ => recipe.Draw(random).Stages is
            [GaussianBlur, Resize { Method: ResizeMethod.Linear, Factor: > 1 }, GaussianNoise, Jpeg { Quality: >= 50 }, Resize { Factor: 1 }]);
        Assert.InRange(equation, 263, 337);
    }

    [Fact]
    public void Recipe_that_leaves_a_picture_small_still_gives_its_size_back()
    {
        DegradationRecipe recipe = new() { Name = "small", CropSize = 64, Stages = [new ResizeStage { Factor = new(3, 3) }] };
        using Mat clean = DrawnPicture.Create(64, 1), bad = recipe.Apply(clean, new Random(1));
        Assert.Equal(clean.Size(), bad.Size());
    }

    [Fact]
    public void Picture_of_another_kind_is_refused()
    {
        using Mat grey = new(64, 64, MatType.CV_8UC1, Scalar.All(0));
        Assert.Throws<ArgumentException>(() => DegradationRecipe.Equation11(64).Apply(grey, new Random(1)));
    }

    /// <summary>Eq. 11 written out: draws and arithmetic in the order that all earlier evaluations had.</summary>
    private static unsafe Mat Equation11(Mat clean, int size, Random random)
    {
        double scale = size / 512.0;
        double sigma = Uniform(.2 * scale, 10 * scale), factor = Uniform(1, 8), delta = Uniform(0, 15);
        int quality = (int)Math.Round(Uniform(50, 100));
        using Mat blurred = clean.Clone();
        if (sigma >= .1)
        {
            int side = (2 * Math.Max(1, (int)Math.Ceiling(3 * sigma))) + 1;
            Cv2.GaussianBlur(clean, blurred, new(side, side), sigma, sigma, BorderTypes.Reflect101);
        }

        using Mat small = new();
        Cv2.Resize(blurred, small, new((int)Math.Round(clean.Width / factor), (int)Math.Round(clean.Height / factor)), interpolation: InterpolationFlags.Linear);
        Span<byte> pixels = new(small.DataPointer, (int)small.Total() * 3);
        for (int i = 0; i < pixels.Length; i += 2)
        {
            float radius = (float)delta * MathF.Sqrt(-2 * MathF.Log(1 - random.NextSingle()));
            (float sin, float cos) = MathF.SinCos(2 * MathF.PI * random.NextSingle());
            pixels[i] = (byte)Math.Clamp(MathF.Round(pixels[i] + (radius * cos)), 0, 255);
            if (i + 1 < pixels.Length)
            {
                pixels[i + 1] = (byte)Math.Clamp(MathF.Round(pixels[i + 1] + (radius * sin)), 0, 255);
            }
        }

        Cv2.ImEncode(".jpg", small, out byte[] jpeg, new ImageEncodingParam(ImwriteFlags.JpegQuality, quality));
        using Mat decoded = Cv2.ImDecode(jpeg, ImreadModes.Color);
        return decoded.Resize(clean.Size(), interpolation: InterpolationFlags.Linear);

        double Uniform(double from, double to) => from + (random.NextDouble() * (to - from));
    }
}
