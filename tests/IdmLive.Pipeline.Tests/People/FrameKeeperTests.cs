using IdmLive.Pipeline.Faces;
using IdmLive.Pipeline.People;
using IdmLive.Pipeline.Session;
using OpenCvSharp;

namespace IdmLive.Pipeline.Tests.People;

public sealed class FrameKeeperTests : IDisposable
{
    private static readonly KeepRules Rules = new() { MatchedFor = TimeSpan.FromSeconds(1), Interval = TimeSpan.FromSeconds(1) };
    private static readonly PersonMatch[] Both = [new(1, "Anna", .9, ""), new(2, "Ben", .9, "")];

    private readonly FrameFaces _faces = new(DrawnPeople.CropSize);
    private readonly ManualResetEventSlim _mayLook = new(true);

    public void Dispose()
    {
        _faces.Dispose();
        _mayLook.Dispose();
    }

    [Fact]
    public void The_line_does_not_wait_for_a_look_that_hangs_and_the_look_sees_what_was_offered()
    {
        _mayLook.Reset();
        Look look = new(_mayLook);
        using FrameKeeper keeper = new(["Anna"], look, Rules);
        for (int i = 0; i < 100; i++)
        {
            // From the second frame on another picture lies in the line's memory.
            DrawnPeople.Show(_faces, (1, i == 1 ? DrawnPeople.Anna : DrawnPeople.Stranger));
            keeper.Offer(_faces, Both[..1], TimeSpan.FromSeconds(i));
        }

        Assert.Equal(0, keeper.Kept);
        _mayLook.Set();
        keeper.Finish();
        (string person, TimeSpan time, Scalar colour) = Assert.Single(look.Seen);
        Assert.Equal(("Anna", TimeSpan.FromSeconds(1)), (person, time));
        Assert.Equal(DrawnPeople.Anna, colour);
        Assert.Equal(1, keeper.Kept);
        Assert.Equal(1, keeper.KeptOf["Anna"]);
    }

    [Fact]
    public void Two_people_are_both_looked_at_and_others_never()
    {
        Look look = new(_mayLook);
        using (FrameKeeper keeper = new(["Anna", "Ben"], look, Rules))
        {
            for (int i = 0; i < 2000 && look.Seen.Count < 6; i++)
            {
                DrawnPeople.Show(_faces, (1, DrawnPeople.Anna), (2, DrawnPeople.Ben), (3, DrawnPeople.Stranger));
                keeper.Offer(_faces, [.. Both, new(3, null, .2, "")], TimeSpan.FromSeconds(.1 * i));
                Thread.Yield();
                Thread.Sleep(1);
            }
        }

        Assert.Equal(["Anna", "Ben"], look.Seen.Select(s => s.Person).Distinct().Order());
        Assert.All(look.Seen, s => Assert.Equal(s.Person == "Anna" ? DrawnPeople.Anna : DrawnPeople.Ben, s.Colour));
        Assert.InRange(look.Seen.Count(s => s.Person == "Anna"), 2, 4);
    }

    [Fact]
    public void Without_a_thread_of_its_own_every_frame_that_is_due_is_looked_at_however_long_that_takes()
    {
        Look look = new(_mayLook, () =>
        {
            Thread.Sleep(20);
            return null;
        });
        using FrameKeeper keeper = new(["Anna"], look, Rules, inBackground: false);
        DrawnPeople.Show(_faces, (1, DrawnPeople.Anna));
        for (int i = 0; i < 40; i++)
        {
            keeper.Offer(_faces, Both[..1], TimeSpan.FromSeconds(.25 * i));
        }

        Assert.Equal(Enumerable.Range(1, 9).Select(s => TimeSpan.FromSeconds(s)), look.Seen.Select(s => s.Time));
        Assert.Equal(9, keeper.Kept);
    }

    [Fact]
    public void A_look_that_fails_is_counted_with_its_reason_and_the_next_one_comes()
    {
        int looks = 0;
        Look look = new(_mayLook, () => ++looks switch { 1 => throw new IOException("no space left."), 2 => "like others", _ => null });
        using FrameKeeper keeper = new(["Anna"], look, Rules);
        DrawnPeople.Show(_faces, (1, DrawnPeople.Anna));
        int second = 0;
        Assert.True(SpinWait.SpinUntil(
            () =>
            {
                keeper.Offer(_faces, Both[..1], TimeSpan.FromSeconds(second++));
                return keeper.Kept > 0;
            },
            20_000));
        Assert.Equal(1, keeper.Refused["no space left"]);
        Assert.Equal(1, keeper.Refused["like others"]);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_face_that_the_detector_does_not_see_and_one_after_the_end_are_not_offered(bool inBackground)
    {
        Look look = new(_mayLook);
        using FrameKeeper keeper = new(["Anna"], look, Rules, inBackground);
        _faces.Add(new TrackedFace(1, default, new SimilarityTransform(1, 0, 0, 0)) { Unseen = TimeSpan.FromMilliseconds(1) }).SetTo(DrawnPeople.Anna);
        for (int i = 0; i < 9; i++)
        {
            keeper.Offer(_faces, Both[..1], TimeSpan.FromSeconds(i));
        }

        keeper.Finish();
        DrawnPeople.Show(_faces, (1, DrawnPeople.Anna));
        keeper.Offer(_faces, Both[..1], TimeSpan.FromSeconds(10));
        keeper.Finish();
        Assert.Empty(look.Seen);
    }

    [Fact]
    public void A_real_face_is_kept_sharp_and_not_blurred_or_as_somebody_else()
    {
        string root = Directory.CreateTempSubdirectory("idmlive-learned-").FullName;
        try
        {
            const int Size = FaceCandidate.CropSize;
            using Mat picture = Cv2.ImRead(Path.Combine(AppContext.BaseDirectory, "Assets", "astronaut.png")), crop = new(Size, Size, MatType.CV_8UC3), lit = new();
            using BlazeFaceDetector detector = new();
            DetectedFace found = detector.Detect(picture)[0];
            SimilarityTransform align = FaceTemplate.Align(found.KeyPoints, Size);
            FaceWarp.ToCrop(picture, align, crop);
            using CandidateMeter meter = new();
            PeopleStore store = new(root);
            EnrolledPerson ann = DrawnPerson.Enrol(store, DrawnPerson.Record("Ann") with { Embeddings = [meter.Embed(crop)] }, "a");
            KeepRules rules = new() { CameraLooks = 1, LeastCameraLooks = 1, Frame = new() { SmallestSourceWidth = 100 } };
            KnownFace other = new("Ben", [[.. meter.Embed(crop).Select(v => -v)]]);
            using FrameLook look = new([ann], [ann.Record.ToKnownFace(), other], new LearnedFrames(store), DrawnPerson.Day, rules);
            using Mat blurred = crop.GaussianBlur(default, 3);
            crop.ConvertTo(lit, MatType.CV_8UC3, .9, 6);
            Assert.Null(See(crop, "Ann", 1));
            Assert.Equal("like others", See(crop, "Ann", 3));
            Assert.Equal("not sharp or well lit enough", See(blurred, "Ann", 5));
            Assert.Equal("not surely the person", See(lit, "Ben", 7));
            Assert.Null(See(lit, "Ann", 9));
            IReadOnlyList<LearnedCrop> waiting = LearnedFrames.Read(ann);
            Assert.Equal([1.0, 9.0], waiting.Select(c => c.Seconds));
            Assert.All(waiting, c => Assert.True(c.Score > .9));
            using Mat kept = waiting[0].ToCandidate(LearnedFrames.ReadPicture(ann, waiting[0]), 0).Decode();
            Assert.Equal(0, Cv2.Norm(kept, crop));

            string? See(Mat face, string person, double seconds) => look.Look(new(face, new(1, found, align), person, TimeSpan.FromSeconds(seconds)));
        }
        finally
        {
            Directory.Delete(root, recursive: true);
        }
    }

    private sealed class Look(ManualResetEventSlim mayLook, Func<string?>? answer = null) : IFrameLook
    {
        public List<(string Person, TimeSpan Time, Scalar Colour)> Seen { get; } = [];

        string? IFrameLook.Look(in OfferedFace face)
        {
            mayLook.Wait(TimeSpan.FromSeconds(30));
            Seen.Add((face.Person, face.Time, Cv2.Mean(face.Crop)));
            return answer?.Invoke();
        }

        public void Restart()
        {
        }

        public void Dispose()
        {
        }
    }
}
