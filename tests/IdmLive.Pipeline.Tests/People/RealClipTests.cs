using System.Globalization;
using IdmLive.Pipeline.Faces;
using IdmLive.Pipeline.Measures;
using IdmLive.Pipeline.Media;
using IdmLive.Pipeline.People;
using OpenCvSharp;

namespace IdmLive.Pipeline.Tests.People;

/// <summary>Real clips of real people; the figures that the thresholds stand on are printed (<c>dotnet test ... --logger "console;verbosity=detailed"</c>).</summary>
public sealed class RealClipTests : IDisposable
{
    private readonly CandidateMeter _meter = new();

    public void Dispose() => _meter.Dispose();

    [Fact]
    public void A_clip_of_one_person_gives_frames_to_train_on_and_later_ones_to_measure_by()
    {
        CandidateSet set = Read("talk-1.mp4", every: 5);
        SiftedMaterial sifted = SiftedMaterial.Of(set);
        Assert.Null(sifted.Problem);
        Assert.Equal(set.FramesSeen, sifted.Identity.Kept.Count);
        Assert.True(sifted.Choice.Training.Count >= 25, $"{sifted.Choice.Training.Count} to train on");
        Assert.True(sifted.Choice.HeldOut.Count >= 8, $"{sifted.Choice.HeldOut.Count} to measure by");
        double last = sifted.Choice.Training.Max(f => f.Time!.Value.TotalSeconds), first = sifted.Choice.HeldOut.Min(f => f.Time!.Value.TotalSeconds);
        Assert.True(first - last >= .49, $"training ends at {last}, measuring begins at {first}");

        // She speaks, and never turns to her left.
        Assert.Contains("no frame turned to the left", sifted.Choice.Missing);
        Assert.DoesNotContain("no frame with an open mouth", sifted.Choice.Missing);
    }

    [Fact]
    public void Two_people_in_a_clip_are_refused_and_each_is_found_by_the_side()
    {
        Assert.Contains("The material shows 2 people", SiftedMaterial.Of(Read("two-faces.mp4", every: 10)).Problem, StringComparison.Ordinal);
        SiftedMaterial left = SiftedMaterial.Of(Read("two-faces.mp4", every: 10, FaceSide.Left));
        Assert.Null(left.Problem);
        Assert.Contains(left.Remarks, r => r.Contains("several faces", StringComparison.Ordinal));
    }

    [Fact]
    public void The_threshold_lies_between_faces_of_one_person_and_of_others()
    {
        Dictionary<string, IReadOnlyList<FaceCandidate>> people = new()
        {
            ["talk-1"] = Read("talk-1.mp4", 12).Faces,
            ["talk-2"] = Read("talk-2.mp4", 15).Faces,
            ["two-faces, left"] = Read("two-faces.mp4", 12, FaceSide.Left).Faces,
            ["asl-eat"] = Read("asl-eat.mkv", 6).Faces,
            ["asl-help"] = Read("asl-help.mkv", 6).Faces,
        };
        double lowestOwn = 1, highestOther = -1;
        foreach ((string mine, IReadOnlyList<FaceCandidate> faces) in people)
        {
            float[] mean = [.. Enumerable.Range(0, faces[0].Embedding.Length).Select(k => faces.Sum(f => f.Embedding[k]))];
            foreach ((string theirs, IReadOnlyList<FaceCandidate> others) in people)
            {
                double[] cosines = [.. others.Select(f => FaceEmbedder.Cosine(f.Embedding, mean)).Order()];
                TestContext.Current.TestOutputHelper?.WriteLine(string.Create(
                    CultureInfo.InvariantCulture, $"mean of {mine,-16} faces of {theirs,-16} {cosines[0]:F3} to {cosines[^1]:F3}, median {cosines[cosines.Length / 2]:F3}"));
                (lowestOwn, highestOther) = mine == theirs ? (Math.Min(lowestOwn, cosines[0]), highestOther) : (lowestOwn, Math.Max(highestOther, cosines[^1]));
            }
        }

        double threshold = new IdentityCheckOptions().SamePerson;
        Assert.True(highestOther < threshold && threshold < lowestOwn, $"others reach {highestOther:F3}, own faces fall to {lowestOwn:F3}");
    }

    [Fact]
    public void Portraits_of_different_people_hardly_ever_pass_for_one()
    {
        using BlazeFaceDetector detector = new(new() { Search = new() { Tiles = FaceSearchTiles.Never } });
        using Mat crop = new(FaceCandidate.CropSize, FaceCandidate.CropSize, MatType.CV_8UC3);
        List<float[]> embeddings = [];
        foreach (string file in SharedFile.AllOrSkip("data/faces/test/interfaces").Take(60))
        {
            using Mat portrait = Cv2.ImRead(file, ImreadModes.ReducedColor2);
            if (detector.Detect(portrait) is [DetectedFace face, ..])
            {
                FaceWarp.ToCrop(portrait, FaceTemplate.Align(face.KeyPoints, crop.Width), crop);
                embeddings.Add(_meter.Embed(crop));
            }
        }

        double[] pairs = [.. from i in Enumerable.Range(0, embeddings.Count) from j in Enumerable.Range(0, i) select FaceEmbedder.Cosine(embeddings[i], embeddings[j])];
        Array.Sort(pairs);
        TestContext.Current.TestOutputHelper?.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{embeddings.Count} portraits, {pairs.Length} pairs: median {pairs[pairs.Length / 2]:F3}, 99 % {pairs[pairs.Length * 99 / 100]:F3}, 99.9 % {pairs[pairs.Length * 999 / 1000]:F3}, highest {pairs[^1]:F3}"));
        Assert.True(pairs[pairs.Length * 999 / 1000] < new IdentityCheckOptions().SamePerson);
    }

    private CandidateSet Read(string clip, int every, FaceSide side = FaceSide.Any)
    {
        string path = SharedFile.OrSkip("data/video/" + clip);
        using ClipFolder programs = ClipFolder.OrSkip();
        return new VideoCandidates(_meter, FfmpegInstallation.Find(), new() { EveryFrames = every, Side = side }).Read([path]);
    }
}
