using IdmLive.Diffusion.Models;
using IdmLive.Diffusion.Streaming;
using IdmLive.Pipeline.Capture;
using IdmLive.Pipeline.Compositing;
using IdmLive.Pipeline.Faces;
using IdmLive.Pipeline.Live;
using IdmLive.Pipeline.Media;
using IdmLive.Pipeline.Restoring;
using IdmLive.Pipeline.Session;
using OpenCvSharp;

namespace IdmLive.App.Tests.Live;

/// <summary>
/// Clips of people who put a hand before their face. Where the hand is, is known from the face as it was before: in aligned crops only a hand makes a large
/// difference.
/// </summary>
public sealed class HandsOverFaceTests : IDisposable
{
    private const int CropSize = 256, Small = 64, Clear = 6;

    // Difference in brightness, at a quarter of the size, from which on a place is surely the hand, and up to which it is surely not.
    private const double Hand = 50, NoHand = 12;

    private readonly List<Mat> _crops = [];

    // All is taken but for what the guard of places leaves: crops of any sharpness count as blurred, and the person is always the same.
    private readonly FaceGuard _guard = new(new() { BlurredSharpness = 10, CleanSharpness = 20 }, (_, _) => 1);

    public void Dispose()
    {
        _crops.ForEach(c => c.Dispose());
        _guard.Dispose();
    }

    [Theory]
    [InlineData("asl-eat.mkv")]
    [InlineData("asl-help.mkv")]
    public void A_restorer_that_paints_the_face_over_the_hand_is_not_believed_there_and_elsewhere_it_is(string clip)
    {
        ReadCrops(clip);
        Mat face = _crops[Clear];
        double unguarded = 0, guarded = 0, elsewhere = 0, elsewhereAll = 0;
        foreach (Mat crop in _crops)
        {
            using Mat restored = face.Clone(), hand = Place(crop, face, Hand, double.MaxValue), rest = Place(crop, face, 0, NoHand);
            unguarded += Difference(crop, restored, hand);
            elsewhereAll += Difference(crop, restored, rest);
            Assert.Equal(1, _guard.Judge(new(1, crop, restored), new(StreamMode.Warm, .1, 0)));
            guarded += Difference(crop, restored, hand);
            elsewhere += Difference(crop, restored, rest);
        }

        TestContext.Current.TestOutputHelper!.WriteLine($"{clip}: hand {guarded:F0} of {unguarded:F0}, elsewhere {elsewhere:F0} of {elsewhereAll:F0}");
        Assert.True(unguarded > 5_000, $"the hand makes a difference of {unguarded:F0} only");
        Assert.True(guarded < .05 * unguarded, $"{guarded:F0} of {unguarded:F0} stays where the hand is");
        Assert.True(elsewhere > .5 * elsewhereAll, $"{elsewhere:F0} of {elsewhereAll:F0} is left elsewhere");
    }

    [Theory]
    [InlineData("asl-eat.mkv")]
    [InlineData("asl-help.mkv")]
    public void The_model_leaves_the_hand_as_the_camera_shows_it(string clip)
    {
        using StreamingRestorer restorer = new(ModelPackage.Load(Path.Join(Checkout.OrSkip(), "models", "live")), new() { Sizes = [CropSize, 128] });
        ReadCrops(clip);
        Mat face = _crops[Clear];
        double unguarded = 0, guarded = 0, pixels = 0;
        StreamResult[] told = new StreamResult[1];
        using Mat restored = new(CropSize, CropSize, MatType.CV_8UC3);
        foreach (Mat crop in _crops)
        {
            using Mat hand = Place(crop, face, Hand, double.MaxValue);
            int covered = Cv2.CountNonZero(hand);
            if (covered == 0)
            {
                continue;
            }

            pixels += covered;
            restorer.Restore([new StreamFace(1, crop, restored)], 128, told);
            unguarded += Difference(crop, restored, hand);
            _guard.Judge(new(1, crop, restored), told[0]);
            guarded += Difference(crop, restored, hand);
        }

        // In levels, at a quarter of the size.
        TestContext.Current.TestOutputHelper!.WriteLine($"{clip}: {guarded / pixels:F2} levels with the guard, {unguarded / pixels:F2} without, {pixels} places");
        Assert.True(pixels > 100, $"the hand covers {pixels} places in all frames");
        Assert.InRange(guarded / pixels, 0, 8);
        Assert.True(guarded <= unguarded * 1.001, $"{guarded:F0} with the guard, {unguarded:F0} without");
    }

    private void ReadCrops(string clip)
    {
        FfmpegInstallation ffmpeg = FfmpegInstallation.Find();
        using VideoFileSource source = new(ffmpeg, new MediaProbe(ffmpeg).Probe(SharedFile.OrSkip($"data/video/{clip}")));
        using LiveFaceExtractor extractor = new(
            new BlazeFaceDetector(new() { Search = FaceSearchOptions.Video with { SmallestFace = 32 } }), new FaceTracker(new() { CropSize = CropSize }), new FacePaster(), new() { InBackground = false });
        using FrameFaces faces = new(CropSize);
        using Mat frame = new(source.FrameSize, MatType.CV_8UC3);
        while (source.TryRead(frame, out FrameStamp stamp))
        {
            faces.Clear();
            extractor.Extract(frame, stamp.MediaTime, faces);
            if (faces.Tracked.Count > 0)
            {
                _crops.Add(faces.Crop(0).Clone());
            }
        }

        Assert.True(_crops.Count > 20, $"{_crops.Count} frames with a face");
    }

    /// <summary>Where the difference from the clear face lies between two bounds; 8-bit, a quarter of the size, the middle of the crop alone.</summary>
    private static Mat Place(Mat crop, Mat face, double from, double to)
    {
        using Mat a = Reduced(crop), b = Reduced(face), difference = new(), inside = new(Small, Small, MatType.CV_8UC1, Scalar.All(0));
        Cv2.Absdiff(a, b, difference);
        Cv2.Blur(difference, difference, new Size(3, 3));
        Cv2.Ellipse(inside, new Point(Small / 2, Small / 2), new Size(Small * 3 / 10, Small * 4 / 10), 0, 0, 360, Scalar.All(255), -1);
        Mat place = new();
        Cv2.InRange(difference, new Scalar(from), new Scalar(Math.Min(to, 255)), place);
        Cv2.BitwiseAnd(place, inside, place);
        return place;
    }

    private static double Difference(Mat crop, Mat restored, Mat place)
    {
        using Mat a = Reduced(crop), b = Reduced(restored);
        return Cv2.Norm(a, b, NormTypes.L1, place);
    }

    private static Mat Reduced(Mat crop)
    {
        using Mat small = new();
        Cv2.Resize(crop, small, new Size(Small, Small), 0, 0, InterpolationFlags.Area);
        Mat grey = new();
        Cv2.CvtColor(small, grey, ColorConversionCodes.BGR2GRAY);
        return grey;
    }
}
