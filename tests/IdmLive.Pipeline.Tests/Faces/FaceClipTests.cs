using IdmLive.Pipeline.Faces;
using OpenCvSharp;

namespace IdmLive.Pipeline.Tests.Faces;

/// <summary>Detector and tracker on real clips, a few frames in a row now and then.</summary>
public sealed class FaceClipTests
{
    [Theory]
    [InlineData("data/video/talk-1.mp4")]
    [InlineData("data/video/talk-2.mp4")]
    [InlineData("data/video/asl-eat.mkv")]
    public void The_speaker_is_found_in_every_frame_and_stays_one(string clip)
    {
        HashSet<int> ids = [];
        int frames = Follow(SharedFile.OrSkip(clip), every: 5, (_, faces) => ids.Add(Assert.Single(faces).TrackId));
        Assert.True(frames >= 9);
        Assert.Single(ids);
    }

    [Fact]
    public void Two_faces_are_both_found_and_never_exchanged()
    {
        int left = 0, right = 0;
        int frames = Follow(SharedFile.OrSkip("data/video/two-faces.mp4"), every: 4, (frame, faces) =>
        {
            Assert.Equal(2, faces.Count);
            TrackedFace[] sorted = [.. faces.OrderBy(f => f.Face.Box.X)];
            Assert.InRange(sorted[0].Face.Box.X + (sorted[0].Face.Box.Width / 2), 0, frame.Width / 2.0);
            if (left == 0)
            {
                (left, right) = (sorted[0].TrackId, sorted[1].TrackId);
            }

            Assert.Equal((left, right), (sorted[0].TrackId, sorted[1].TrackId));
        });
        Assert.True(frames >= 50);
    }

    [Fact]
    public void Of_a_hundred_portraits_ninety_nine_faces_are_found()
    {
        // The hundredth looks down under the peak of a cap.
        using BlazeFaceDetector detector = new(new() { Search = new() { Tiles = FaceSearchTiles.Never } });
        int found = 0;
        string[] files = SharedFile.AllOrSkip("data/faces/test/interfaces");
        foreach (string file in files)
        {
            using Mat portrait = Cv2.ImRead(file, ImreadModes.ReducedColor2);
            found += detector.Detect(portrait).Count >= 1 ? 1 : 0;
        }

        Assert.InRange(found, files.Length * 0.99, files.Length);
    }

    private static int Follow(string clip, int every, Action<Mat, IReadOnlyList<TrackedFace>> check)
    {
        using VideoCapture capture = new(clip);
        Assert.SkipUnless(capture.IsOpened(), $"needs OpenCV's video reader, which does not open {Path.GetFileName(clip)} here");
        using BlazeFaceDetector detector = new(new() { Search = FaceSearchOptions.Video });
        using Mat frame = new();
        FaceTracker tracker = new();
        int frames = 0;
        for (int i = 0; capture.Grab(); i++)
        {
            if (i % every == 0 && capture.Retrieve(frame))
            {
                check(frame, tracker.Update(detector.Detect(frame), TimeSpan.FromSeconds(i / 25.0)));
                frames++;
            }
        }

        return frames;
    }
}
