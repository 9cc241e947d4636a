using System.IO.Compression;
using IdmLive.Pipeline.Measures;
using OpenCvSharp;

namespace IdmLive.Pipeline.Tests.Measures;

public sealed class NiqeTests
{
    private const string Parameters = "models/metrics/niqe_pris_params.npz";

    [Fact]
    public void Baboon_has_the_score_that_the_authors_program_gives_it()
    {
        // MATLAB R2021a: 5.72957338; BasicSR: 5.7295763. The picture is baboon.png of BasicSR's test_scripts/data.
        string? path = Environment.GetEnvironmentVariable("IDMLIVE_BABOON");
        Assert.SkipWhen(string.IsNullOrEmpty(path), "needs IDMLIVE_BABOON, the path of BasicSR's baboon.png");
        using Mat baboon = Cv2.ImRead(path);
        Assert.Equal(5.7296, new Niqe(SharedFile.OrSkip(Parameters)).Score(baboon), 5e-5);
    }

    [Theory]
    [InlineData(256, 256, 1, 20.8199)]
    [InlineData(300, 200, 2, 58.8765)]
    public void Drawn_pictures_keep_the_scores_they_had_when_baboon_agreed(int width, int height, int seed, double score)
    {
        using Mat leaves = DrawnPicture.Leaves(width, height, seed);
        Assert.Equal(score, new Niqe(SharedFile.OrSkip(Parameters)).Score(leaves), 5e-4);
    }

    [Fact]
    public void Noise_and_blur_raise_the_score_the_more_the_stronger_they_are()
    {
        Niqe niqe = new(SharedFile.OrSkip(Parameters));
        using Mat face = Cv2.ImRead(SharedFile.FirstOrSkip("data/faces/test/interfaces")), picture = new();
        Cv2.Resize(face, picture, new Size(288, 288), 0, 0, InterpolationFlags.Area);
        using Mat noisy = DrawnPicture.Noisy(picture, 20, seed: 1), noisier = DrawnPicture.Noisy(picture, 60, seed: 1);
        using Mat soft = DrawnPicture.Blurred(picture, 1.5), softer = DrawnPicture.Blurred(picture, 3);
        double[] noise = [niqe.Score(picture), niqe.Score(noisy), niqe.Score(noisier)], blur = [noise[0], niqe.Score(soft), niqe.Score(softer)];
        TestContext.Current.TestOutputHelper?.WriteLine($"noise {string.Join(", ", noise)}; blur {string.Join(", ", blur)}");
        Assert.Equal(noise.Order(), noise);
        Assert.Equal(blur.Order(), blur);
    }

    [Fact]
    public void What_lies_over_whole_blocks_is_not_looked_at()
    {
        Niqe niqe = new(SharedFile.OrSkip(Parameters));
        using Mat wide = DrawnPicture.Leaves(250, 130, 3), whole = new(wide, new Rect(0, 0, 192, 96));
        Assert.Equal(niqe.Score(whole), niqe.Score(wide), 1e-12);
    }

    [Theory]
    [InlineData(192, 96, true)]
    [InlineData(96, 192, true)]
    [InlineData(191, 191, false)]
    [InlineData(128, 128, false)]
    public void Two_blocks_are_wanted(int width, int height, bool takes) => Assert.Equal(takes, Niqe.Takes(width, height));

    [Fact]
    public void A_picture_without_texture_has_no_score()
    {
        using Mat flat = new(200, 200, MatType.CV_8UC3, Scalar.All(90));
        Assert.Equal(double.NaN, new Niqe(SharedFile.OrSkip(Parameters)).Score(flat));
    }

    [Fact]
    public void Bad_input_is_refused_in_a_sentence()
    {
        Assert.Contains("no parameters file", Assert.Throws<FileNotFoundException>(() => new Niqe("/nowhere/niqe.npz")).Message, StringComparison.Ordinal);
        Niqe niqe = new(SharedFile.OrSkip(Parameters));
        using Mat small = DrawnPicture.Leaves(191, 95, 4), grey = new(200, 200, MatType.CV_8UC1, Scalar.All(0));
        Assert.Contains("191x95", Assert.Throws<ArgumentException>(() => niqe.Score(small)).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => niqe.Score(grey));
    }

    [Fact]
    public void A_file_that_is_no_such_archive_is_refused_in_a_sentence()
    {
        string path = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}.npz");
        try
        {
            File.WriteAllText(path, "not an archive");
            Assert.Contains("NumPy archive", Assert.Throws<InvalidDataException>(() => new Niqe(path)).Message, StringComparison.Ordinal);
            File.Delete(path);
            using (ZipArchive archive = ZipFile.Open(path, ZipArchiveMode.Create))
            {
                archive.CreateEntry("readme.txt");
            }

            Assert.Contains("mu_pris_param", Assert.Throws<InvalidDataException>(() => new Niqe(path)).Message, StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Theory]
    [InlineData(0.1, 9.51350769866873)]
    [InlineData(0.5, 1.77245385090552)]
    [InlineData(1, 1)]
    [InlineData(5, 24)]
    [InlineData(15, 87178291200)]
    public void Gamma_has_its_known_values(double x, double expected) =>
        Assert.Equal(1, GeneralizedGaussian.Gamma(x) / expected, 1e-12);

    [Theory]
    [InlineData(1.0)]
    [InlineData(2.0)]
    public void Even_quantiles_of_a_known_distribution_give_its_shape_and_scale(double shape)
    {
        // Laplacian of scale 3, and Gaussian of deviation 3: in this family the scale of a Gaussian is its deviation times sqrt 2.
        Random random = new(5);
        double[] numbers = [.. Enumerable.Range(0, 400_000).Select(_ => shape == 1
            ? -3 * Math.Log(1 - random.NextDouble()) * (random.Next(2) == 0 ? -1 : 1)
            : 3 * Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble()))];
        GeneralizedGaussian fit = GeneralizedGaussian.Fit(numbers);
        double scale = shape == 1 ? 3 : 3 * Math.Sqrt(2);
        Assert.Equal(shape, fit.Shape, 0.03);
        Assert.Equal(scale, fit.Left, 0.1);
        Assert.Equal(scale, fit.Right, 0.1);
        Assert.Equal(0, fit.Mean, 0.05);
    }
}
