using IdmLive.Training.Degradation.H264;
using IdmLive.Training.Degradation.Stages;
using OpenCvSharp;

namespace IdmLive.Training.Tests.Degradation.H264;

public sealed class H264PictureTests
{
    private const int Side = 256;

    /// <summary>
    /// The reference is libx264 with the tools that are left out here left in (16x16 blocks, all nine directions) and those that aim at
    /// looks instead of distance (psychovisual choice, adaptive quantisers) off.
    /// </summary>
    [Theory]
    [InlineData(22)]
    [InlineData(28)]
    [InlineData(34)]
    [InlineData(40)]
    public void Distortion_is_that_of_x264_at_the_same_quantiser(int quantiser)
    {
        using ClipFolder folder = ClipFolder.OrSkip();
        using Mat picture = DrawnPicture.Create(Side, 4), planes = picture.CvtColor(ColorConversionCodes.BGR2YUV_I420);
        byte[] source = Bytes(planes);
        File.WriteAllBytes(folder.At("source.yuv"), source);
        string coded = folder.Make(
            "coded.mkv", "-f", "rawvideo", "-pix_fmt", "yuv420p", "-s", $"{Side}x{Side}", "-i", folder.At("source.yuv"), "-c:v", "libx264", "-profile:v", "baseline",
            "-qp", $"{quantiser}", "-x264-params", "keyint=1:ipratio=1:aq-mode=0:psy=0:trellis=0");
        byte[] theirs = folder.Pixels(coded, "yuv420p"), ours = Code(source, quantiser, 1 / 3.0);

        int luma = Side * Side;
        double lumaDifference = Psnr(source, ours, 0, luma) - Psnr(source, theirs, 0, luma);
        double chromaDifference = Psnr(source, ours, luma, source.Length) - Psnr(source, theirs, luma, source.Length);
        TestContext.Current.SendDiagnosticMessage($"QP {quantiser}: x264 {Psnr(source, theirs, 0, luma):F2} dB, here {lumaDifference:+0.00;-0.00} dB, chroma {chromaDifference:+0.00;-0.00}, correlation {Correlation(source, ours, theirs, luma):F2}");
        Assert.Equal(0, lumaDifference, .5);
        Assert.Equal(0, chromaDifference, .75);

        // The same errors in the same places, not only as many: what one loses, the other loses too.
        Assert.InRange(Correlation(source, ours, theirs, luma), .5, 1);
    }

    /// <summary>
    /// A stream is nearly all predicted pictures. A noisy scene that drifts by fractions of a pixel, ten frames in: its loss at the same quantiser
    /// lies by that of one picture with an encoder's rounding for predicted ones.
    /// </summary>
    [Theory]
    [InlineData(24)]
    [InlineData(30)]
    [InlineData(36)]
    public void Distortion_is_near_that_of_predicted_pictures_of_a_moving_scene(int quantiser)
    {
        using ClipFolder folder = ClipFolder.OrSkip();
        using Mat scene = DrawnPicture.Create(Side + 64, 4);
        Random random = new(9);
        List<byte> frames = [];
        byte[] last = [];
        for (int i = 0; i < 10; i++)
        {
            using Mat shift = Mat.FromArray(new double[,] { { 1, 0, -8 - (1.3 * i) }, { 0, 1, -8 - (.7 * i) } }), moved = new();
            Cv2.WarpAffine(scene, moved, shift, new(Side, Side), InterpolationFlags.Cubic);
            using Mat noisy = new GaussianNoise(2).Apply(moved, moved.Size(), random), planes = noisy.CvtColor(ColorConversionCodes.BGR2YUV_I420);
            frames.AddRange(last = Bytes(planes));
        }

        File.WriteAllBytes(folder.At("source.yuv"), [.. frames]);
        string coded = folder.Make(
            "coded.mkv", "-f", "rawvideo", "-pix_fmt", "yuv420p", "-s", $"{Side}x{Side}", "-i", folder.At("source.yuv"), "-c:v", "libx264", "-profile:v", "baseline",
            "-preset", "veryfast", "-tune", "zerolatency", "-qp", $"{quantiser}", "-x264-params", "keyint=250:scenecut=0:ipratio=1:aq-mode=0");
        byte[] theirs = folder.Pixels(coded, "yuv420p")[^last.Length..], ours = Code(last, quantiser, 1 / 6.0);
        double reference = Psnr(last, theirs, 0, Side * Side), difference = Psnr(last, ours, 0, Side * Side) - reference;
        TestContext.Current.SendDiagnosticMessage($"QP {quantiser}: x264 predicted {reference:F2} dB, here {difference:+0.00;-0.00} dB");
        Assert.Equal(0, difference, 1.2);
    }

    [Fact]
    public void Six_steps_of_the_quantiser_double_the_error_of_noise()
    {
        // White noise fills every coefficient, so each error is even over a step: its deviation is the step over the root of 12.
        using Mat noise = new(Side, Side, MatType.CV_8UC1);
        Random random = new(1);
        for (int y = 0; y < Side; y++)
        {
            random.NextBytes(noise.RowSpan<byte>(y));
        }

        foreach (int quantiser in new[] { 16, 22, 28 })
        {
            using Mat coded = noise.Clone(), difference = new();

            // Rounding by half a step: no dead zone, whose error is another.
            unsafe
            {
                new H264Plane(quantiser, .5).Code(coded.DataPointer, Side, Side);
            }

            Cv2.Absdiff(noise, coded, difference);
            double error = Cv2.Norm(difference, NormTypes.L2) / Side;
            double step = .625 * Math.Pow(2, quantiser / 6.0);
            Assert.Equal(step / Math.Sqrt(12), error, .08 * step / Math.Sqrt(12));
        }
    }

    [Fact]
    public void Finest_quantiser_changes_no_plane()
    {
        using Mat picture = DrawnPicture.Create(64, 2), plane = picture.ExtractChannel(1), coded = plane.Clone();
        H264Picture.CodePlane(coded, 0, 1 / 3.0, chroma: false);
        Assert.InRange(Cv2.Norm(plane, coded, NormTypes.INF), 0, 1);
    }

    [Theory]
    [InlineData(64, 64, 0, 0)]
    [InlineData(53, 71, 3, 15)]
    [InlineData(1, 1, 7, 9)]
    public void Picture_of_any_size_and_place_keeps_both(int width, int height, int x, int y)
    {
        using Mat whole = DrawnPicture.Create(96, 3), picture = whole[new Rect(0, 0, width, height)].Clone();
        using Mat coded = H264Picture.Code(picture, 18, 1 / 3.0, new Point(x, y));
        Assert.Equal(picture.Size(), coded.Size());

        Assert.InRange(DrawnPicture.PsnrOfGrey(picture, coded), 34, double.PositiveInfinity);
        Scalar before = Cv2.Mean(picture), after = Cv2.Mean(coded);
        Assert.Equal(before[1], after[1], 2.0);
    }

    [Fact]
    public void Deblocking_lessens_the_steps_at_block_borders_and_spares_real_edges()
    {
        using Mat steps = new(32, 32, MatType.CV_8UC1, Scalar.All(100));
        Cv2.Rectangle(steps, new Rect(16, 0, 16, 32), Scalar.All(106), -1);
        using Mat edge = new(32, 32, MatType.CV_8UC1, Scalar.All(60));
        Cv2.Rectangle(edge, new Rect(16, 0, 16, 32), Scalar.All(200), -1);
        using Mat before = edge.Clone();
        unsafe
        {
            H264Deblocking.Filter(steps.DataPointer, 32, 32, 32, chroma: false);
            H264Deblocking.Filter(edge.DataPointer, 32, 32, 32, chroma: false);
        }

        Assert.InRange(steps.At<byte>(8, 16) - steps.At<byte>(8, 15), 0, 2);
        Assert.Equal(0, Cv2.Norm(before, edge, NormTypes.INF));
    }

    private static unsafe byte[] Code(byte[] source, int quantiser, double rounding)
    {
        byte[] coded = [.. source];
        fixed (byte* p = coded)
        {
            using Mat y = Mat.FromPixelData(Side, Side, MatType.CV_8UC1, (nint)p);
            using Mat u = Mat.FromPixelData(Side / 2, Side / 2, MatType.CV_8UC1, (nint)(p + (Side * Side)));
            using Mat v = Mat.FromPixelData(Side / 2, Side / 2, MatType.CV_8UC1, (nint)(p + (Side * Side * 5 / 4)));
            H264Picture.CodePlane(y, quantiser, rounding, chroma: false);
            H264Picture.CodePlane(u, H264Tables.Chroma(quantiser), rounding, chroma: true);
            H264Picture.CodePlane(v, H264Tables.Chroma(quantiser), rounding, chroma: true);
        }

        return coded;
    }

    private static byte[] Bytes(Mat plane) => [.. Enumerable.Range(0, plane.Rows).SelectMany(y => plane.RowSpan<byte>(y).ToArray())];

    private static double Psnr(byte[] a, byte[] b, int from, int to) =>
        10 * Math.Log10(255 * 255 / Enumerable.Range(from, to - from).Average(i => (double)(a[i] - b[i]) * (a[i] - b[i])));

    private static double Correlation(byte[] source, byte[] a, byte[] b, int count)
    {
        double ab = 0, aa = 0, bb = 0;
        for (int i = 0; i < count; i++)
        {
            double da = a[i] - source[i], db = b[i] - source[i];
            (ab, aa, bb) = (ab + (da * db), aa + (da * da), bb + (db * db));
        }

        return ab / Math.Sqrt(aa * bb);
    }
}
