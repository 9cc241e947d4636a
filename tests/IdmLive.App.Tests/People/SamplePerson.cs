using IdmLive.App.Demo;
using IdmLive.App.People;
using IdmLive.Pipeline.Faces;
using IdmLive.Pipeline.Measures;
using OpenCvSharp;

namespace IdmLive.App.Tests.People;

/// <summary>The person of the sample clip, as somebody enrolled: recognised by what the embedder says about the clip's first frame.</summary>
internal static class SamplePerson
{
    private static readonly Lazy<float[]> Embedding = new(Embed);

    /// <summary>The person under a name, with given parameters, and somebody else who is in no picture.</summary>
    public static EnrolledPeople Enrolled(string name, ReadOnlyMemory<float> parameters)
    {
        float[] other = new float[Embedding.Value.Length];
        other[0] = 1;
        return new()
        {
            Faces = [new(name, [Embedding.Value]), new("Otto", [other])],
            Parameters = new Dictionary<string, ReadOnlyMemory<float>> { [name] = parameters, ["Otto"] = parameters },
        };
    }

    /// <summary>Writes the first frame of the clean clip as a picture.</summary>
    public static string Picture(string folder)
    {
        string clip = SampleFiles.Extract(SampleFiles.Clean, folder), path = Path.Join(folder, "person.png");
        using VideoCapture video = new(clip);
        using Mat frame = new();
        Assert.True(video.Read(frame));
        Cv2.ImWrite(path, frame);
        return path;
    }

    private static float[] Embed()
    {
        string folder = Directory.CreateTempSubdirectory("idmlive-person-").FullName;
        try
        {
            using Mat frame = Cv2.ImRead(Picture(folder)), crop = new(256, 256, MatType.CV_8UC3);
            using BlazeFaceDetector detector = new();
            FaceWarp.ToCrop(frame, FaceTemplate.Align(detector.Detect(frame)[0].KeyPoints, 256), crop);
            using FaceEmbedder embedder = new();
            float[] embedding = embedder.EmbedAligned(crop);
            float length = MathF.Sqrt(embedding.Sum(v => v * v));
            return [.. embedding.Select(v => v / length)];
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
