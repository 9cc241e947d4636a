using System.Security.Cryptography;
using IdmLive.Tools.Preparing;
using IdmLive.Training.Data;
using OpenCvSharp;

namespace IdmLive.Tools.Tests.Preparing;

public sealed class PerceptualHashTests : IDisposable
{
    private readonly PictureFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Smaller_brighter_and_compressed_copies_differ_in_few_bits_and_other_pictures_in_many()
    {
        using Mat picture = Cv2.ImRead(_folder.Draw("a.png", 1, 256, 256), ImreadModes.Grayscale);
        using Mat other = Cv2.ImRead(_folder.Draw("b.png", 2, 256, 256), ImreadModes.Grayscale);
        using Mat small = picture.Resize(new Size(100, 100), 0, 0, InterpolationFlags.Area), bright = new();
        picture.ConvertTo(bright, -1, .8, 20);
        Cv2.ImEncode(".jpg", picture, out byte[] bytes, new ImageEncodingParam(ImwriteFlags.JpegQuality, 30));
        using Mat compressed = Cv2.ImDecode(bytes, ImreadModes.Grayscale);
        ulong hash = PerceptualHash.Of(picture);
        Assert.All(new[] { small, bright, compressed }, copy => Assert.InRange(PerceptualHash.Distance(hash, PerceptualHash.Of(copy)), 0, 4));
        Assert.InRange(PerceptualHash.Distance(hash, PerceptualHash.Of(other)), 16, 48);
    }

    [Fact]
    public void Half_of_the_bits_are_set_and_digits_give_the_hash_back()
    {
        using Mat picture = Cv2.ImRead(_folder.Draw("a.png", 3, 256, 256), ImreadModes.Grayscale);
        ulong hash = PerceptualHash.Of(picture);
        Assert.Equal(32, PerceptualHash.Distance(hash, 0));
        Assert.Equal(hash, PerceptualHash.Parse(PerceptualHash.ToText(hash)));
    }

    [Fact]
    public void Sources_fall_to_the_splits_by_their_shares()
    {
        CropSplit[] splits = [.. Enumerable.Range(0, 4000).Select(i => SourceSplit.Of(Convert.ToHexStringLower(SHA256.HashData(BitConverter.GetBytes(i))), [80, 15, 5]))];

        // Three standard deviations of a binomial share of 4000.
        Assert.InRange(splits.Count(s => s == CropSplit.Train) / 4000.0, .8 - .019, .8 + .019);
        Assert.InRange(splits.Count(s => s == CropSplit.Validation) / 4000.0, .15 - .017, .15 + .017);
    }

    [Fact]
    public void Progress_says_rate_and_time_left() =>
        Assert.Equal("120 of 420 pictures, 10.0/s, 0:30 left", PrepareProgress.Line(120, 420, TimeSpan.FromSeconds(12)));
}
