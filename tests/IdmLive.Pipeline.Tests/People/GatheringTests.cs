using IdmLive.Pipeline.Media;
using IdmLive.Pipeline.People;
using OpenCvSharp;

namespace IdmLive.Pipeline.Tests.People;

public sealed class GatheringTests : IDisposable
{
    private static readonly string Portrait = Path.Combine(AppContext.BaseDirectory, "Assets", "astronaut.png");

    private readonly string _folder = Directory.CreateTempSubdirectory("idmlive-photos-").FullName;
    private readonly CandidateMeter _meter = new();
    private readonly Mat _portrait = Cv2.ImRead(Portrait), _wall;

    public GatheringTests() => _wall = new(_portrait.Size(), MatType.CV_8UC3, new Scalar(90, 120, 110));

    public void Dispose()
    {
        Directory.Delete(_folder, recursive: true);
        _meter.Dispose();
        _portrait.Dispose();
        _wall.Dispose();
    }

    [Fact]
    public void Photos_are_read_in_order_and_what_cannot_be_read_is_said()
    {
        File.Copy(Portrait, At("b.png"));
        using (Mat darker = _portrait * .8)
        {
            Cv2.ImWrite(At("a.jpg"), darker);
        }

        Cv2.ImWrite(At("c.png"), _wall);
        File.WriteAllText(At("d.jpg"), "no picture");
        File.WriteAllText(At("e.HEIC"), "phone");
        File.WriteAllText(At(".hidden.png"), "no picture");
        File.WriteAllText(At("notes.txt"), "notes");
        List<GatheringProgress> progress = [];
        CandidateSet set = new PhotoCandidates(_meter).Read(_folder, progress.Add);
        Assert.Equal(["a.jpg", "b.png"], set.Faces.Select(f => f.Source));
        Assert.All(set.Faces, f => Assert.Null(f.Time));
        Assert.Equal((3, 2, 0), (set.FramesSeen, set.FramesWithFace, set.FramesWithSeveral));
        Assert.Equal(2, set.Notes.Count);
        Assert.Contains("e.HEIC", set.Notes[0], StringComparison.Ordinal);
        Assert.Contains("d.jpg", set.Notes[1], StringComparison.Ordinal);
        Assert.Equal([1, 2, 3, 3], progress.Select(p => p.Done));
        Assert.Equal([true, true, false, false], progress.Select(p => p.SeesFace));
        using Mat crop = set.Faces[0].Decode();
        Assert.Equal(new Size(FaceCandidate.CropSize, FaceCandidate.CropSize), crop.Size());
        Assert.Null(IdentityCheck.Decide(set.Faces).Problem);
    }

    [Fact]
    public void A_folder_without_a_picture_is_a_sentence()
    {
        Assert.Contains("no folder", Assert.Throws<PeopleException>(() => new PhotoCandidates(_meter).Read(At("nowhere"))).Message, StringComparison.Ordinal);
        Assert.Contains("holds no pictures", Assert.Throws<PeopleException>(() => new PhotoCandidates(_meter).Read(_folder)).Message, StringComparison.Ordinal);
        File.WriteAllText(At("a.heic"), "phone");
        Assert.Contains("save them as JPEG", Assert.Throws<PeopleException>(() => new PhotoCandidates(_meter).Read(_folder)).Message, StringComparison.Ordinal);
        File.WriteAllText(At("b.jpg"), "no picture");
        Assert.Contains("None of the 1", Assert.Throws<PeopleException>(() => new PhotoCandidates(_meter).Read(_folder)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Pictures_without_a_face_are_a_sentence()
    {
        Cv2.ImWrite(At("a.png"), _wall);
        SiftedMaterial sifted = SiftedMaterial.Of(new PhotoCandidates(_meter).Read(_folder));
        Assert.StartsWith("No face was found in the 1 frames or photos", sifted.Problem, StringComparison.Ordinal);
        Assert.Empty(sifted.Choice.Training);
    }

    [Fact]
    public void Before_a_camera_each_prompt_gets_its_time()
    {
        PictureSource camera = new(true, [.. Enumerable.Repeat(_portrait, 30)]);
        List<GatheringProgress> progress = [];
        CandidateSet set = new CameraCandidates(_meter, new() { MostFrames = 6 }).Read(
            camera, TimeSpan.FromSeconds(2.4), [CapturePrompt.TurnLeft, CapturePrompt.Smile], progress.Add);
        Assert.True(camera.IsClosed);
        Assert.Equal(24, progress.Count);
        Assert.Equal(12, progress.Count(p => p.Prompt == CapturePrompt.TurnLeft));
        Assert.All(progress, p => Assert.InRange(p.PromptLeft.TotalSeconds, .05, 1.21));
        Assert.Equal(6, set.FramesSeen);
        Assert.Equal(3, set.Faces.Count(f => f.Prompt == CapturePrompt.Smile));
        Assert.Equal(0, set.Faces[0].Time!.Value.TotalSeconds);
        Assert.All(CapturePrompts.All, p => Assert.NotEmpty(p.ToWords()));
    }

    [Fact]
    public void A_camera_that_is_lost_is_a_sentence_and_a_file_that_ends_is_a_note()
    {
        CameraCandidates cameras = new(_meter, new() { MostFrames = 2 });
        TimeSpan length = TimeSpan.FromSeconds(2);
        Assert.Contains("ended after 0 of 2 seconds", Assert.Throws<PeopleException>(() => cameras.Read(new PictureSource(true, _portrait, _portrait), length)).Message, StringComparison.Ordinal);
        Assert.Single(cameras.Read(new PictureSource(false, _portrait, _portrait), length).Notes);
        Assert.Throws<MediaException>(() => cameras.Read(new PictureSource(true), length));
        using CancellationTokenSource stop = new();
        Assert.Throws<OperationCanceledException>(() => cameras.Read(new PictureSource(true, _portrait, _portrait), length, progress: _ => stop.Cancel(), stop: stop.Token));
    }

    [Fact]
    public void Of_two_faces_the_asked_side_counts()
    {
        using Mat both = new(_portrait.Rows, _portrait.Cols * 2, MatType.CV_8UC3), mirrored = _portrait.Flip(FlipMode.Y);
        _portrait.CopyTo(new Mat(both, new Rect(0, 0, _portrait.Cols, _portrait.Rows)));
        mirrored.CopyTo(new Mat(both, new Rect(_portrait.Cols, 0, _portrait.Cols, _portrait.Rows)));
        Cv2.ImWrite(At("both.png"), both);
        CandidateSet Read(FaceSide side) => new PhotoCandidates(_meter, new() { Side = side }).Read(_folder);
        CandidateSet all = Read(FaceSide.Any);
        Assert.Equal(1, all.FramesWithSeveral);
        Assert.Equal(2, all.Faces.Count);

        // Mirrored, the nose points the other way.
        double left = Assert.Single(Read(FaceSide.Left).Faces).Facts.Yaw, right = Assert.Single(Read(FaceSide.Right).Faces).Facts.Yaw;
        Assert.True(left * right < 0, $"{left} and {right}");
    }

    private string At(string name) => Path.Combine(_folder, name);
}
