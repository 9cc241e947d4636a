using IdmLive.Pipeline.Imaging;
using OpenCvSharp;

namespace IdmLive.Pipeline.Tests.Imaging;

public sealed class ColourProfileTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("idmlive-icc-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Theory]
    [InlineData(".jpg", ".jpg", 560)]
    [InlineData(".jpg", ".png", 150000)]
    [InlineData(".png", ".jpg", 150000)]
    [InlineData(".png", ".png", 3000)]
    public void A_profile_goes_from_file_to_file(string from, string to, int length)
    {
        byte[] profile = Profile(length, "RGB ");
        string input = Path.Combine(folder, "in" + from), output = Path.Combine(folder, "out" + to);
        File.WriteAllBytes(input, ColourProfile.Embed(Encoded(from, MatType.CV_8UC3), profile));
        using (ImageFile image = ImageFile.Read(input))
        {
            image.Write(output);
        }

        Assert.Equal(profile, ColourProfile.Read(File.ReadAllBytes(output)));
        using Mat decoded = Cv2.ImRead(output);
        Assert.Equal(new Size(40, 30), decoded.Size());
    }

    [Fact]
    public void A_file_without_a_profile_gets_none()
    {
        Assert.Null(ColourProfile.Read(Encoded(".jpg", MatType.CV_8UC3)));
        Assert.Null(ColourProfile.Read(Encoded(".png", MatType.CV_8UC3)));
        Assert.Null(ColourProfile.Read(Encoded(".bmp", MatType.CV_8UC3)));
    }

    [Fact]
    public void A_profile_of_another_kind_of_picture_is_left_out()
    {
        // Grey with transparency is written as colour with transparency: a grey profile would make the file invalid.
        byte[] profile = Profile(400, "GRAY");
        string input = Path.Combine(folder, "in.png"), output = Path.Combine(folder, "out.png");
        File.WriteAllBytes(input, ColourProfile.Embed(EncodedPng.GreyWithAlpha(), profile));
        using ImageFile image = ImageFile.Read(input);
        image.Write(output);
        Assert.Null(ColourProfile.Read(File.ReadAllBytes(output)));
    }

    [Fact]
    public void Broken_profiles_count_as_none()
    {
        byte[] png = ColourProfile.Embed(Encoded(".png", MatType.CV_8UC3), Profile(500, "RGB "));
        int at = png.AsSpan().IndexOf("iCCP"u8);
        png.AsSpan(at + 12, 20).Fill(0xEE);
        Assert.Null(ColourProfile.Read(png));
        Assert.Null(ColourProfile.Read(ColourProfile.Embed(Encoded(".jpg", MatType.CV_8UC3), [1, 2, 3])));
    }

    private static byte[] Encoded(string extension, MatType type)
    {
        using Mat picture = new(30, 40, type, new Scalar(10, 120, 230));
        Cv2.ImEncode(extension, picture, out byte[] bytes);
        return bytes;
    }

    private static byte[] Profile(int length, string space)
    {
        byte[] profile = new byte[length];
        new Random(length).NextBytes(profile);
        System.Text.Encoding.ASCII.GetBytes(space).CopyTo(profile, 16);
        return profile;
    }
}
