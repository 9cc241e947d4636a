using IdmLive.Pipeline.Imaging;
using OpenCvSharp;

namespace IdmLive.Pipeline.Tests.Imaging;

public sealed class ImageFileTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("idmlive-images-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Theory]
    [InlineData(".png")]
    [InlineData(".tif")]
    [InlineData(".bmp")]
    public void Eight_bit_colour_comes_back_bit_by_bit(string extension)
    {
        using Mat picture = Gradient(MatType.CV_8UC3);
        using ImageFile read = ImageFile.Read(Save(picture, "in" + extension));
        AssertSame(picture, read.Pixels);
        Assert.Equal((8, false, true), (read.BitDepth, read.IsGrey, read.Alpha is null));
        AssertSame(picture, Rewritten(read, "out" + extension));
    }

    [Theory]
    [InlineData(".png")]
    [InlineData(".tiff")]
    public void Sixteen_bit_colour_keeps_its_bits(string extension)
    {
        using Mat picture = Gradient(MatType.CV_16UC3);
        using ImageFile read = ImageFile.Read(Save(picture, "in" + extension));
        AssertSame(picture, read.Pixels);
        Assert.Equal(16, read.BitDepth);
        AssertSame(picture, Rewritten(read, "out" + extension));
        using Mat reduced = read.ToEightBit();
        Assert.Equal(MatType.CV_8UC3, reduced.Type());
        Assert.Equal(picture.At<Vec3w>(20, 30).Item1 / 257.0, reduced.At<Vec3b>(20, 30).Item1, 0.51);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_grey_picture_has_three_equal_channels_and_is_written_grey(bool sixteenBits)
    {
        using Mat picture = Gradient(sixteenBits ? MatType.CV_16UC1 : MatType.CV_8UC1);
        using ImageFile read = ImageFile.Read(Save(picture, "grey.png"));
        Assert.True(read.IsGrey);
        Assert.Equal(3, read.Pixels.Channels());
        using Mat back = new();
        Cv2.ExtractChannel(read.Pixels, back, 2);
        AssertSame(picture, back);
        AssertSame(picture, Rewritten(read, "out.png"));
    }

    [Theory]
    [InlineData(".png", false)]
    [InlineData(".png", true)]
    [InlineData(".tif", false)]
    public void Transparency_is_kept_untouched_while_colour_changes(string extension, bool sixteenBits)
    {
        using Mat picture = Gradient(sixteenBits ? MatType.CV_16UC4 : MatType.CV_8UC4), alpha = new();
        Cv2.ExtractChannel(picture, alpha, 3);
        using ImageFile read = ImageFile.Read(Save(picture, "in" + extension));
        Assert.NotNull(read.Alpha);
        AssertSame(alpha, read.Alpha);
        read.Pixels.SetTo(new Scalar(3, 2, 1));
        using Mat written = Rewritten(read, "out" + extension), writtenAlpha = new(), writtenBlue = new();
        Cv2.ExtractChannel(written, writtenAlpha, 3);
        Cv2.ExtractChannel(written, writtenBlue, 0);
        AssertSame(alpha, writtenAlpha);
        Assert.Equal(3, Cv2.Norm(writtenBlue, NormTypes.INF));
    }

    [Fact]
    public void A_jpeg_stays_close_and_keeps_full_colour()
    {
        using Mat picture = new(64, 64, MatType.CV_8UC3, new Scalar(30, 30, 200));
        picture.SubMat(0, 64, 0, 31).SetTo(new Scalar(200, 40, 30));
        using ImageFile read = ImageFile.Read(Save(picture, "in.png"));
        using Mat written = Rewritten(read, "out.jpg");
        Assert.InRange(Cv2.Norm(picture, written, NormTypes.L1) / (64 * 64 * 3), 0, 1.5);
    }

    [Fact]
    public void A_palette_picture_with_transparency_is_read_in_its_colours()
    {
        using ImageFile read = ImageFile.Read(Save(EncodedPng.Palette(), "palette.png"));
        Assert.Equal(new Vec3b(0, 0, 255), read.Pixels.At<Vec3b>(0, 0));
        Assert.Equal(new Vec3b(0, 255, 0), read.Pixels.At<Vec3b>(0, 1));
        Assert.NotNull(read.Alpha);
        Assert.Equal((byte)255, read.Alpha.At<byte>(0, 0));
        Assert.Equal((byte)64, read.Alpha.At<byte>(0, 1));
    }

    [Fact]
    public void A_grey_picture_with_transparency_keeps_both()
    {
        using ImageFile read = ImageFile.Read(Save(EncodedPng.GreyWithAlpha(), "ga.png"));
        Assert.Equal(new Vec3b(100, 100, 100), read.Pixels.At<Vec3b>(0, 0));
        Assert.Equal(new Vec3b(200, 200, 200), read.Pixels.At<Vec3b>(0, 1));
        Assert.NotNull(read.Alpha);
        Assert.Equal((byte)255, read.Alpha.At<byte>(0, 0));
        Assert.Equal((byte)10, read.Alpha.At<byte>(0, 1));
    }

    [Fact]
    public void Faults_are_told_in_one_sentence_that_names_the_file()
    {
        AssertFault(Save([], "empty.png"), "empty");
        AssertFault(Save("This is a letter, not a picture."u8.ToArray(), "letter.jpg"), "not an image");
        using Mat picture = Gradient(MatType.CV_8UC3);
        byte[] whole = File.ReadAllBytes(Save(picture, "whole.png"));
        AssertFault(Save(whole[..40], "cut.png"), "damaged");
        AssertFault(Path.Combine(folder, "nowhere", "none.png"), "does not exist");
        AssertFault(folder, "cannot be read");
        using Mat floats = new(8, 8, MatType.CV_32FC3, Scalar.All(0.5));
        AssertFault(Save(floats, "floats.tiff"), "8 or 16 bits");
    }

    [Fact]
    public void What_a_format_cannot_hold_is_said_before_anything_is_written()
    {
        using Mat deep = Gradient(MatType.CV_16UC3), clear = Gradient(MatType.CV_8UC4);
        using ImageFile a = ImageFile.Read(Save(deep, "deep.png")), b = ImageFile.Read(Save(clear, "clear.png"));
        int files = Directory.GetFiles(folder).Length;
        Assert.Contains("16 bits", Refused(a, "a.jpg"), StringComparison.Ordinal);
        Assert.Contains("16 bits", Refused(a, "a.webp"), StringComparison.Ordinal);
        Assert.Contains("transparency", Refused(b, "b.jpeg"), StringComparison.Ordinal);
        Assert.Contains("transparency", Refused(b, "b.bmp"), StringComparison.Ordinal);
        Assert.Contains(".xyz", Refused(b, "b.xyz"), StringComparison.Ordinal);
        Assert.Contains("no extension", Refused(b, "b"), StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => a.Write(Path.Combine(folder, "c.png"), quality: 0));
        Assert.Equal(files, Directory.GetFiles(folder).Length);
    }

    [Fact]
    public void Writing_replaces_whole_files_and_leaves_no_rest()
    {
        using Mat picture = Gradient(MatType.CV_8UC3);
        using ImageFile read = ImageFile.Read(Save(picture, "in.png"));
        string path = Save("old"u8.ToArray(), "out.png");
        read.Write(path);
        AssertSame(picture, Cv2.ImRead(path));
        Assert.Contains("cannot be written", Assert.Throws<ImageFileException>(() => read.Write(Path.Combine(folder, "nowhere", "out.png"))).Message, StringComparison.Ordinal);

        // A folder stands where the file should go: the temporary file goes away again.
        Directory.CreateDirectory(Path.Combine(folder, "taken.png"));
        Assert.Throws<ImageFileException>(() => read.Write(Path.Combine(folder, "taken.png")));
        Assert.Equal(["in.png", "out.png"], Directory.GetFiles(folder).Select(Path.GetFileName).Order());
    }

    private static Mat Gradient(MatType type)
    {
        Mat picture = new(48, 64, type);
        int channels = type.Channels;
        double largest = type.Depth == MatType.CV_16U ? 65535 : 255;
        Mat[] planes = [.. Enumerable.Range(0, channels).Select(Plane)];
        Cv2.Merge(planes, picture);
        foreach (Mat plane in planes)
        {
            plane.Dispose();
        }

        return picture;

        Mat Plane(int c)
        {
            double[] values = [.. Enumerable.Range(0, 48 * 64).Select(i => Math.Round(largest * (((i * (c + 3)) % 3071) / 3071.0)))];
            using Mat wide = Mat.FromPixelData(48, 64, MatType.CV_64FC1, values);
            Mat plane = new();
            wide.ConvertTo(plane, type.Depth);
            return plane;
        }
    }

    private static void AssertSame(Mat expected, Mat actual)
    {
        Assert.Equal((expected.Size(), expected.Type()), (actual.Size(), actual.Type()));
        Assert.Equal(0, Cv2.Norm(expected, actual, NormTypes.INF));
    }

    private static void AssertFault(string path, string part)
    {
        string message = Assert.Throws<ImageFileException>(() => ImageFile.Read(path)).Message;
        Assert.Contains(path, message, StringComparison.Ordinal);
        Assert.Contains(part, message, StringComparison.Ordinal);
    }

    private string Refused(ImageFile image, string name) => Assert.Throws<ImageFileException>(() => image.Write(Path.Combine(folder, name))).Message;

    private Mat Rewritten(ImageFile image, string name)
    {
        string path = Path.Combine(folder, name);
        image.Write(path);
        return Cv2.ImRead(path, ImreadModes.Unchanged);
    }

    private string Save(Mat picture, string name)
    {
        Cv2.ImEncode(Path.GetExtension(name), picture, out byte[] bytes);
        return Save(bytes, name);
    }

    private string Save(byte[] bytes, string name)
    {
        string path = Path.Combine(folder, name);
        File.WriteAllBytes(path, bytes);
        return path;
    }
}
