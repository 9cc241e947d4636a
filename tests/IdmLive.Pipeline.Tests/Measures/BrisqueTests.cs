using IdmLive.Pipeline.Measures;
using OpenCvSharp;

namespace IdmLive.Pipeline.Tests.Measures;

public sealed class BrisqueTests
{
    [Theory]
    [InlineData(256, 256, 1, 68.845)]
    [InlineData(300, 200, 2, 61.501)]
    public void Drawn_pictures_keep_their_scores(int width, int height, int seed, double score)
    {
        using Brisque brisque = Open();
        using Mat leaves = DrawnPicture.Leaves(width, height, seed);
        Assert.Equal(score, brisque.Score(leaves), 5e-3);
    }

    [Fact]
    public void Noise_and_blur_raise_the_score_the_more_the_stronger_they_are()
    {
        using Brisque brisque = Open();
        using Mat face = Cv2.ImRead(SharedFile.FirstOrSkip("data/faces/test/interfaces")), picture = new();
        Cv2.Resize(face, picture, new Size(288, 288), 0, 0, InterpolationFlags.Area);
        using Mat noisy = DrawnPicture.Noisy(picture, 20, seed: 1), noisier = DrawnPicture.Noisy(picture, 60, seed: 1);
        using Mat soft = DrawnPicture.Blurred(picture, 1), softer = DrawnPicture.Blurred(picture, 2);
        double[] noise = [brisque.Score(picture), brisque.Score(noisy), brisque.Score(noisier)];
        double[] blur = [noise[0], brisque.Score(soft), brisque.Score(softer)];
        TestContext.Current.TestOutputHelper?.WriteLine($"noise {string.Join(", ", noise)}; blur {string.Join(", ", blur)}");
        Assert.Equal(noise.Order(), noise);
        Assert.Equal(blur.Order(), blur);
        Assert.All(noise.Concat(blur), s => Assert.InRange(s, 0, 100));
    }

    [Fact]
    public void Bad_input_is_refused_in_a_sentence()
    {
        Assert.Contains("no BRISQUE file", Assert.Throws<FileNotFoundException>(() => new Brisque("/nowhere/a.yml", "/nowhere/b.yml")).Message, StringComparison.Ordinal);
        string other = SharedFile.OrSkip("models/metrics/niqe_pris_params.npz");
        Assert.Contains("BRISQUE model", Assert.Throws<InvalidDataException>(() => new Brisque(other, other)).Message, StringComparison.Ordinal);
        using Brisque brisque = Open();
        using Mat small = DrawnPicture.Leaves(31, 64, 4), none = new();
        Assert.Contains("31x64", Assert.Throws<ArgumentException>(() => brisque.Score(small)).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => brisque.Score(none));
    }

    private static Brisque Open() => new(SharedFile.OrSkip("models/metrics/brisque_model_live.yml"), SharedFile.OrSkip("models/metrics/brisque_range_live.yml"));
}
