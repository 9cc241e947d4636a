using IdmLive.Pipeline.Compositing;
using IdmLive.Pipeline.Faces;
using IdmLive.Pipeline.Live;
using IdmLive.Pipeline.Session;
using OpenCvSharp;

namespace IdmLive.Pipeline.Tests.Live;

public sealed class LiveFaceExtractorTests : IDisposable
{
    private const int CropSize = 256;
    private static readonly TimeSpan Frame = TimeSpan.FromSeconds(1 / 30.0);
    private readonly ScriptedDetector _detector = new();
    private readonly LiveFaceExtractor _extractor;
    private readonly FrameFaces _faces = new(CropSize);
    private readonly Mat _scene = Scene();
    private readonly Random _random = new(1);

    public LiveFaceExtractorTests() =>
        _extractor = new(_detector, new FaceTracker(new() { CropSize = CropSize }), new FacePaster(), new() { InBackground = false });

    public void Dispose()
    {
        _extractor.Dispose();
        _faces.Dispose();
        _scene.Dispose();
    }

    [Fact]
    public void Detector_looks_every_80_milliseconds_and_the_face_is_there_in_each_frame()
    {
        for (int i = 0; i < 60; i++)
        {
            Run(i, 0, 0);
            Assert.Single(_faces.Tracked);
            Assert.Equal(1, _faces.Tracked[0].TrackId);
        }

        Assert.InRange(_detector.Looks, 18, 25);
    }

    [Fact]
    public void Still_head_in_a_noisy_picture_with_a_rough_detector_is_steady_to_a_tenth_of_a_pixel()
    {
        _detector.Roughness = 1.5;
        List<Point2d> at = [];
        for (int i = 0; i < 150; i++)
        {
            Run(i, 0, 0, noise: 5);
            if (i >= 60)
            {
                // Where the crop's middle lies in the picture, in pixels of the crop.
                SimilarityTransform t = _faces.Tracked[0].ImageToCrop;
                at.Add(t.Map(new(320, 180)));
            }
        }

        double mx = at.Average(p => p.X), my = at.Average(p => p.Y);
        double jitter = Math.Sqrt(at.Average(p => ((p.X - mx) * (p.X - mx)) + ((p.Y - my) * (p.Y - my))));
        Assert.True(jitter < .1, $"standard deviation {jitter:F3} pixels of the crop");
    }

    [Fact]
    public void Moving_head_is_followed_between_the_detector_s_looks()
    {
        for (int i = 0; i < 60; i++)
        {
            Run(i, 2 * i, 0);
        }

        // The detector is asked no more; the picture still moves.
        _detector.IsBlind = true;
        for (int i = 60; i < 66; i++)
        {
            Run(i, 2 * i, 0);
        }

        DetectedFace face = Assert.Single(_faces.Detected);
        Assert.InRange(face.Box.X + (face.Box.Width / 2), 320 + 130 - 4, 320 + 130 + 4);
    }

    [Fact]
    public void Face_that_the_detector_does_not_confirm_is_given_up()
    {
        Run(0, 0, 0);
        _detector.IsBlind = true;
        int i = 1;
        for (; i < 90 && _faces.Tracked.Count > 0; i++)
        {
            Run(i, 0, 0);
        }

        Assert.InRange(i, 5, 40);
    }

    [Fact]
    public void Cut_forgets_the_face_and_asks_the_detector_at_once()
    {
        Run(0, 0, 0);
        Run(1, 0, 0);
        int looks = _detector.Looks;
        _detector.IsBlind = true;
        using Mat other = new(_scene.Size(), MatType.CV_8UC3, Scalar.All(90));
        _faces.Clear();
        _extractor.Extract(other, 2 * Frame, _faces);
        Assert.Empty(_faces.Detected);
        Assert.Equal(looks + 1, _detector.Looks);
    }

    private void Run(int frame, double dx, double dy, double noise = 0)
    {
        using Mat image = new();
        using Mat shift = Mat.FromArray(new double[,] { { 1, 0, dx }, { 0, 1, dy } });
        Cv2.WarpAffine(_scene, image, shift, _scene.Size(), InterpolationFlags.Linear, BorderTypes.Reflect101);
        if (noise > 0)
        {
            using Mat grain = new(image.Size(), MatType.CV_16SC3);
            new RNG((ulong)(frame + 1)).Fill(grain, DistributionType.Normal, Scalar.All(0), Scalar.All(noise));
            Cv2.Add(image, grain, image, null, MatType.CV_8U);
        }

        _detector.Shift = new((float)dx, (float)dy);
        _detector.Random = _random;
        _faces.Clear();
        _extractor.Extract(image, frame * Frame, _faces);
    }

    private static Mat Scene()
    {
        Mat scene = new(360, 640, MatType.CV_8UC3, Scalar.All(120));
        Random random = new(2);
        for (int i = 0; i < 700; i++)
        {
            Cv2.Circle(scene, random.Next(640), random.Next(360), random.Next(3, 14), Scalar.All(random.Next(60, 200)), -1, LineTypes.AntiAlias);
        }

        return scene;
    }

    /// <summary>Finds one face of 140 pixels where the test says, roughly.</summary>
    private sealed class ScriptedDetector : IFaceDetector
    {
        public int Looks { get; private set; }

        public bool IsBlind { get; set; }

        public double Roughness { get; set; }

        public Point2f Shift { get; set; }

        public Random Random { get; set; } = new(0);

        public IReadOnlyList<DetectedFace> Detect(Mat image)
        {
            Looks++;
            if (IsBlind)
            {
                return [];
            }

            Point2f centre = new Point2f(320, 180) + Shift;
            return
            [
                new DetectedFace
                {
                    Score = .9f,
                    Box = new(centre.X - 70, centre.Y - 70, 140, 140),
                    KeyPoints = new(At(-26, -20), At(26, -20), At(0, 12), At(-20, 38), At(20, 38)),
                },
            ];

            Point2f At(double x, double y) => centre + new Point2f((float)(x + Rough()), (float)(y + Rough()));
            double Rough() => Roughness * ((2 * Random.NextDouble()) - 1);
        }

        public void Dispose()
        {
        }
    }
}
