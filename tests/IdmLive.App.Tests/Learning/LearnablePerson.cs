using IdmLive.Diffusion.Adapters;
using IdmLive.Diffusion.Models;
using IdmLive.Pipeline.People;
using IdmLive.Training.Tests.Personal;
using OpenCvSharp;

namespace IdmLive.App.Tests.Learning;

/// <summary>People with drawn pictures, and a tiny model to learn them with.</summary>
internal static class LearnablePerson
{
    public const int Size = FaceCandidate.CropSize;

    /// <summary>What is measured on a good frame.</summary>
    public static readonly CandidateFacts Facts = new()
    {
        Sharpness = .45,
        Noise = 1,
        SourceWidth = 400,
        Brightness = 120,
        SideLight = 0,
        Warmth = 0,
        Flatness = .1,
        Yaw = 0,
        Pitch = 0,
        MouthOpening = .1,
        MouthWidth = .5,
    };

    /// <summary>Writes an untrained network as a model; it gives its input back.</summary>
    public static ModelPackage Model(string folder) => DrawnModel.Write(folder, Size);

    /// <summary>Enrols somebody with three pictures to learn from and two to measure by.</summary>
    /// <param name="store">Where.</param>
    /// <param name="name">Who.</param>
    /// <param name="embeddings">How the person is recognised.</param>
    /// <param name="package">The model that the personal weights are for; without one there are none.</param>
    public static EnrolledPerson Enrol(PeopleStore store, string name, IReadOnlyList<float[]> embeddings, ModelPackage? package = null)
    {
        using PersonStage stage = store.Begin(name);
        PersonCrop[] crops = [.. Enumerable.Range(0, 5).Select(i => new PersonCrop { File = $"{i}.png", Source = "clip.mp4", Seconds = i, IsHeldOut = i > 2, Facts = Facts })];
        foreach ((int i, PersonCrop crop) in crops.Index())
        {
            stage.WriteCrop(crop.File, Picture(i));
        }

        if (package is not null)
        {
            string file = Path.Combine(stage.MakeWorkFolder(), "adapter.safetensors");
            AdapterLayout layout = new(package.Network.Layout, AdapterKind.LowRank, 4);
            AdapterManifest manifest = new()
            {
                Format = AdapterManifest.CurrentFormat,
                Model = package.Manifest.Name,
                ModelSha256 = package.Manifest.Weights.Sha256,
                Kind = AdapterKind.LowRank,
                Rank = 4,
                Created = new DateTime(2026, 3, 4, 0, 0, 0, DateTimeKind.Utc),
                Frames = 3,
                Iterations = 1,
                Figures = new Dictionary<string, double>(),
            };
            new Adapter(manifest, layout.CreateStart(1)).Write(file, package.Network);
            stage.Write("adapter.safetensors", File.ReadAllBytes(file));
        }

        DateTimeOffset day = new(2026, 3, 4, 5, 6, 7, TimeSpan.Zero);
        stage.Save(new()
        {
            Name = name,
            Created = day,
            Consent = day,
            Model = new("drawn", package?.Manifest.Weights.Sha256 ?? new string('a', 64)),
            Source = new(50, crops.Length),
            Embeddings = embeddings,
            Crops = crops,
            AdapterFile = package is null ? null : "adapter.safetensors",
            Accepted = package is not null,
        });
        return store.Commit(stage);
    }

    /// <summary>Has frames of a call wait.</summary>
    public static void Wait(PeopleStore store, EnrolledPerson person, int first, int count)
    {
        for (int i = first; i < first + count; i++)
        {
            byte[] thumbnail = new byte[256];
            new Random(i).NextBytes(thumbnail);
            LearnedCrop crop = new()
            {
                File = $"learned-{i:000}.png",
                Source = "live",
                Seconds = 2 * i,
                Score = .8,
                Facts = Facts with { Yaw = .3 * Math.Sin(i), MouthOpening = .1 + (.05 * Math.Cos(3 * i)) },
                Thumbnail = thumbnail,
            };
            Assert.Equal(KeepOutcome.Kept, new LearnedFrames(store).Keep(person, crop, Picture(100 + i)));
        }
    }

    /// <summary>A drawn picture as PNG.</summary>
    public static byte[] Picture(int seed)
    {
        using Mat picture = new(Size, Size, MatType.CV_8UC3, new Scalar(90, 110, 150));
        Random random = new(seed);
        for (int i = 0; i < 20; i++)
        {
            Cv2.Circle(picture, random.Next(Size), random.Next(Size), random.Next(5, 50), new Scalar(random.Next(256), random.Next(256), random.Next(256)), -1);
        }

        return picture.ToBytes(".png");
    }
}
