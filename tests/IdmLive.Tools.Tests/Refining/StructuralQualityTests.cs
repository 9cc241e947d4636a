using IdmLive.Tools.Refining;
using IdmLive.Training.Degradation.Stages;
using IdmLive.Training.Tests.Intrinsic;
using OpenCvSharp;

namespace IdmLive.Tools.Tests.Refining;

public sealed class StructuralQualityTests : IDisposable
{
    private readonly FacesFixture _faces = new();

    public void Dispose() => _faces.Dispose();

    [Theory]
    [InlineData("blur")]
    [InlineData("noise")]
    [InlineData("blocks")]
    public void Every_kind_of_damage_lowers_the_score(string damage)
    {
        for (int i = 0; i < 6; i++)
        {
            using Mat picture = DrawnPictures.Picture(_faces.Crops, i);
            Mat bad = DrawnPictures.Blurred(picture, damage == "blur" ? 1.5 : .3);
            if (damage == "noise")
            {
                using Mat before = bad;
                bad = new GaussianNoise(8).Apply(before, before.Size(), new Random(i));
            }
            else if (damage == "blocks")
            {
                using Mat before = bad;
                Cv2.ImEncode(".jpg", before, out byte[] jpeg, new ImageEncodingParam(ImwriteFlags.JpegQuality, 8));
                bad = Cv2.ImDecode(jpeg, ImreadModes.Color);
            }

            using Mat judged = bad;
            Assert.True(StructuralQuality.Measure(judged) < StructuralQuality.Measure(picture), $"picture {i}");
        }
    }

    [Theory]
    [InlineData(3)]
    [InlineData(9)]
    public void Noise_of_a_flat_picture_is_found_to_a_tenth(double deviation)
    {
        using Mat flat = new(128, 128, MatType.CV_8UC1, Scalar.All(128));
        using Mat noisy = new GaussianNoise(deviation).Apply(flat, flat.Size(), new Random(1));
        noisy.GetArray(out byte[] levels);
        Assert.InRange(StructuralQuality.Noise(levels, 128, 128), deviation * .9, deviation * 1.1);
    }

    [Fact]
    public void Grid_of_eight_pixels_shows_at_any_phase()
    {
        byte[] levels = new byte[64 * 64];
        for (int i = 0; i < levels.Length; i++)
        {
            levels[i] = (byte)(100 + (((i % 64) + 3) / 8 % 2 * 20) + (i * 7919 % 5));
        }

        Assert.True(StructuralQuality.Blocks(levels, 64, 64) > 3);
    }
}
