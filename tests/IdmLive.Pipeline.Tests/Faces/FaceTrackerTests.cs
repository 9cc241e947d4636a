using IdmLive.Pipeline.Faces;
using OpenCvSharp;

namespace IdmLive.Pipeline.Tests.Faces;

public sealed class FaceTrackerTests
{
    private const double FramesPerSecond = 25;

    private readonly FaceTracker tracker = new();

    [Fact]
    public void A_still_head_under_noise_stays_within_a_tenth_of_a_crop_pixel()
    {
        // The detector's noise on a clip of a webcam: a quarter of a crop pixel, half a percent of size.
        Random random = new(1);
        List<Point2d> places = [];
        for (int i = 0; i < 200; i++)
        {
            TrackedFace face = Assert.Single(Update(i, Face(500 + (0.4 * Gaussian(random)), 300 + (0.4 * Gaussian(random)), 200 * Math.Exp(0.005 * Gaussian(random)), 0.004 * Gaussian(random))));
            places.Add(face.ImageToCrop.Map(new(470, 260)));
        }

        List<Point2d> settled = places[50..];
        double x = settled.Average(p => p.X), y = settled.Average(p => p.Y);
        Assert.InRange(Math.Sqrt(settled.Average(p => Math.Pow(p.X - x, 2))), 1e-6, 0.1);
        Assert.InRange(Math.Sqrt(settled.Average(p => Math.Pow(p.Y - y, 2))), 1e-6, 0.1);
    }

    [Theory]
    [InlineData(0.3, 7)]
    [InlineData(0.6, 8)]
    [InlineData(1.2, 12)]
    public void A_nodding_and_swaying_head_is_followed_within_a_few_crop_pixels(double hertz, double most)
    {
        // A face of 200 pixels swaying by 60 to each side, leaning and coming nearer.
        double worst = 0;
        for (int i = 0; i < 150; i++)
        {
            double phase = 2 * Math.PI * hertz * i / FramesPerSecond;
            DetectedFace truth = Face(600 + (60 * Math.Sin(phase)), 300 + (20 * Math.Sin(2 * phase)), 200 * Math.Exp(0.08 * Math.Sin(phase)), 0.15 * Math.Sin(phase));
            SimilarityTransform smooth = Assert.Single(Update(i, truth)).ImageToCrop, exact = FaceTemplate.Align(truth.KeyPoints, 256);
            foreach (Point2d corner in new Point2d[] { new(60, 80), new(196, 80), new(128, 220) })
            {
                worst = Math.Max(worst, smooth.Map(exact.Inverse.Map(corner)).DistanceTo(corner));
            }
        }

        Assert.InRange(worst, 0, most);
    }

    [Fact]
    public void After_a_jump_the_alignment_is_there_within_a_second()
    {
        for (int i = 0; i < 30; i++)
        {
            Update(i, Face(500, 300, 200));
        }

        DetectedFace moved = Face(580, 300, 200);
        SimilarityTransform last = default;
        for (int i = 30; i < 55; i++)
        {
            last = Assert.Single(Update(i, moved)).ImageToCrop;
        }

        Point2d eye = last.Map(new(moved.KeyPoints.RightEye.X, moved.KeyPoints.RightEye.Y));
        Assert.InRange(eye.DistanceTo(new(FaceTemplate.KeyPoints(256).RightEye.X, FaceTemplate.KeyPoints(256).RightEye.Y)), 0, 4);
    }

    [Theory]
    [InlineData(170, 130, 8)]
    [InlineData(150, 150, 14)]
    [InlineData(150, 150, 20)]
    public void Faces_that_cross_keep_their_identities(double nearWidth, double farWidth, double speed)
    {
        // The nearer face passes before the other; for some frames the detector sees one face only. Equal sizes leave motion alone.
        (int near, int far) = (0, 0);
        for (int i = 0; i < 640 / speed; i++)
        {
            DetectedFace a = Face(200 + (speed * i), 290, nearWidth), b = Face(840 - (speed * i), 280, farWidth);
            bool hidden = NonMaximumSuppression.Overlap(a.Box, b.Box) > 0.4f;
            IReadOnlyList<TrackedFace> faces = hidden ? Update(i, a) : i % 2 == 0 ? Update(i, a, b) : Update(i, b, a);
            if (i == 0)
            {
                (near, far) = (Nearest(faces, a), Nearest(faces, b));
            }
            else if (hidden)
            {
                Assert.Contains(faces, f => f.TrackId == near);
            }
            else
            {
                Assert.Equal(2, faces.Count);
                Assert.Equal((near, far), (Nearest(faces, a), Nearest(faces, b)));
            }
        }
    }

    [Fact]
    public void Neighbours_that_move_in_parallel_are_never_exchanged()
    {
        Random random = new(3);
        int[]? ids = null;
        for (int i = 0; i < 100; i++)
        {
            double sway = 90 * Math.Sin(i / 6.0);
            DetectedFace[] row = [.. Enumerable.Range(0, 4).Select(k => Face(300 + (150 * k) + sway + random.NextDouble(), 200, 120))];
            IReadOnlyList<TrackedFace> faces = Update(i, [.. row.OrderBy(_ => random.Next())]);
            int[] now = [.. row.Select(f => Nearest(faces, f))];
            Assert.Equal(ids ??= now, now);
        }

        Assert.Equal([1, 2, 3, 4], ids!.Order());
    }

    [Fact]
    public void In_a_fast_pan_faces_are_not_taken_for_their_neighbours()
    {
        // Two faces 170 pixels apart; the camera comes to pan by 140 pixels a frame, so that one stands near where the other was.
        double x = 300;
        for (int i = 0; i < 60; i++)
        {
            x += Math.Min(140, 4 * i);
            DetectedFace a = Face(x, 300, 150), b = Face(x + 170, 300, 150);
            IReadOnlyList<TrackedFace> faces = Update(i, a, b);
            Assert.Equal((1, 2), (Nearest(faces, a), Nearest(faces, b)));
        }
    }

    [Fact]
    public void A_short_gap_is_bridged_where_the_face_moves_on()
    {
        for (int i = 0; i < 40; i++)
        {
            bool missing = i is 20 or 21 or 22;
            DetectedFace truth = Face(300 + (6 * i), 300, 180);
            TrackedFace face = Assert.Single(missing ? Update(i) : Update(i, truth));
            Assert.Equal(1, face.TrackId);
            Assert.Equal(missing ? (i - 19) / FramesPerSecond : 0, face.Unseen.TotalSeconds, 1e-6);
            Assert.InRange(Math.Abs(face.Face.Box.X - truth.Box.X), 0, 8);
        }
    }

    [Fact]
    public void A_face_that_stays_away_ends_and_comes_back_as_another()
    {
        Assert.Equal(1, Assert.Single(Update(0, Face(300, 300, 150))).TrackId);
        List<int> counts = [.. Enumerable.Range(1, 20).Select(i => Update(i).Count)];
        Assert.Equal(1, counts[0]);
        Assert.Equal(0, counts[^1]);
        Assert.Equal(counts.OrderDescending(), counts);
        Assert.Equal(2, Assert.Single(Update(21, Face(300, 300, 150))).TrackId);
    }

    [Fact]
    public void A_new_face_does_not_disturb_the_others()
    {
        Update(0, Face(300, 300, 150));
        IReadOnlyList<TrackedFace> faces = Update(1, Face(800, 300, 150), Face(301, 300, 150));
        Assert.Equal([1, 2], faces.Select(f => f.TrackId));
        Assert.Equal(1, Nearest(faces, Face(301, 300, 150)));
    }

    [Fact]
    public void One_face_found_twice_is_one_track()
    {
        Assert.Single(Update(0, Face(300, 300, 150), Face(310, 304, 140)));
        Assert.Single(Update(1, Face(310, 304, 140), Face(300, 300, 150)));
    }

    [Fact]
    public void At_a_scene_cut_nothing_is_carried_over()
    {
        Update(0, Face(300, 300, 150));
        tracker.Reset();
        DetectedFace other = Face(320, 310, 150, 0.2);
        TrackedFace face = Assert.Single(Update(1, other));
        Assert.Equal(2, face.TrackId);
        Assert.Equal(FaceTemplate.Align(other.KeyPoints, 256).Tx, face.ImageToCrop.Tx, 1e-6);
    }

    [Fact]
    public void A_clip_of_one_frame_a_second_is_tracked_too()
    {
        for (int i = 0; i < 5; i++)
        {
            TrackedFace face = Assert.Single(tracker.Update([Face(300 + (20 * i), 300, 150)], TimeSpan.FromSeconds(i)));
            Assert.Equal(1, face.TrackId);
        }
    }

    [Fact]
    public void Equal_and_backward_time_stamps_do_no_harm()
    {
        foreach (double seconds in new[] { 0, 0.04, 0.04, 0.03, 0.12, 0.12 })
        {
            TrackedFace face = Assert.Single(tracker.Update([Face(300, 300, 150)], TimeSpan.FromSeconds(seconds)));
            Assert.Equal(1, face.TrackId);
            Assert.True(double.IsFinite(face.ImageToCrop.Scale + face.ImageToCrop.Tx));
        }
    }

    [Fact]
    public void A_head_that_turns_round_keeps_the_shortest_angle()
    {
        // From 175 to -175 degrees is ten degrees, not three hundred and fifty.
        for (int i = 0; i < 60; i++)
        {
            double angle = 3.0 + (0.005 * i);
            double tracked = Assert.Single(Update(i, Face(500, 300, 200, angle))).ImageToCrop.Angle;
            Assert.InRange(Math.Abs(Math.IEEERemainder(tracked + angle, 2 * Math.PI)), 0, 0.1);
        }
    }

    [Fact]
    public void Settings_out_of_range_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new FaceTracker(new() { CropSize = 4 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => new FaceTracker(new() { RestCutoff = 0 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => new FaceTracker(new() { SpeedCoefficient = double.NaN }));
        Assert.Throws<ArgumentOutOfRangeException>(() => new FaceTracker(new() { LongestGap = TimeSpan.FromSeconds(-1) }));
        Assert.Throws<ArgumentOutOfRangeException>(() => new FaceTracker(new() { LongestOcclusion = TimeSpan.FromSeconds(0.1) }));
    }

    private IReadOnlyList<TrackedFace> Update(int frame, params DetectedFace[] faces) =>
        tracker.Update(faces, TimeSpan.FromSeconds(frame / FramesPerSecond));

    private static int Nearest(IReadOnlyList<TrackedFace> faces, DetectedFace face) =>
        faces.MinBy(f => f.Face.Box.TopLeft.DistanceTo(face.Box.TopLeft)).TrackId;

    /// <summary>A face of the template's proportions, its box around the middle of its key points.</summary>
    private static DetectedFace Face(double x, double y, double width, double angle = 0)
    {
        double scale = width / 300, a = scale * Math.Cos(angle), b = scale * Math.Sin(angle);
        SimilarityTransform toImage = new(a, b, x - ((a * 256) - (b * 300)), y - ((b * 256) + (a * 300)));
        FaceKeyPoints p = FaceTemplate.KeyPoints(512);
        return new(
            new((float)(x - (width / 2)), (float)(y - (width / 2)), (float)width, (float)width), 0.9f,
            new(Map(p.RightEye), Map(p.LeftEye), Map(p.Nose), Map(p.RightMouthCorner), Map(p.LeftMouthCorner)));

        Point2f Map(Point2f q)
        {
            Point2d mapped = toImage.Map(new(q.X, q.Y));
            return new((float)mapped.X, (float)mapped.Y);
        }
    }

    private static double Gaussian(Random random) =>
        Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}
