using System.Text;
using IdmLive.Pipeline.Measures;
using IdmLive.Pipeline.People;

namespace IdmLive.Pipeline.Tests.People;

/// <summary>Records and enrolments that hold numbers and no face.</summary>
internal static class DrawnPerson
{
    public static readonly DateTimeOffset Day = new(2026, 3, 4, 5, 6, 7, TimeSpan.FromHours(2));

    public static CandidateFacts Facts { get; } = new()
    {
        Sharpness = .45,
        Noise = 1,
        SourceWidth = 400,
        Brightness = 120,
        SideLight = 0,
        Warmth = .1,
        Flatness = .1,
        Yaw = 0,
        Pitch = 0,
        MouthOpening = .1,
        MouthWidth = .5,
    };

    public static PersonRecord Record(string name, int crops = 2, string? adapter = "adapter.safetensors") => new()
    {
        Name = name,
        Created = Day,
        Consent = Day.AddMinutes(-3),
        Model = new("live", new string('a', 64)),
        Source = new(250, crops),
        Embeddings = [.. Enumerable.Range(0, crops).Select(Embedding)],
        Crops = [.. Enumerable.Range(0, crops).Select(i => new PersonCrop { File = $"{i:0000}.png", Source = "clip.mp4", Seconds = i * .5, IsHeldOut = i % 2 == 1, Facts = Facts })],
        Figures = new Dictionary<string, ConfidenceInterval> { ["general psnr"] = new(29.1, 28.9, 29.4, 26), ["personal psnr"] = new(30.2, 30, 30.5, 26) },
        AdapterFile = adapter,
        Accepted = adapter is not null,
    };

    /// <summary>A direction of its own for each number.</summary>
    public static float[] Embedding(int seed)
    {
        Random random = new(seed);
        float[] numbers = [.. Enumerable.Range(0, 16).Select(_ => (random.NextSingle() * 2) - 1)];
        float length = MathF.Sqrt(numbers.Sum(v => v * v));
        return [.. numbers.Select(v => v / length)];
    }

    /// <summary>Fills a stage; every file holds the mark.</summary>
    public static void Fill(PersonStage stage, PersonRecord record, string mark)
    {
        foreach (PersonCrop crop in record.Crops)
        {
            stage.WriteCrop(crop.File, Encoding.UTF8.GetBytes($"{mark} {crop.File}"));
        }

        File.WriteAllText(Path.Combine(stage.MakeWorkFolder(), "state"), mark);
        if (record.AdapterFile is { } adapter)
        {
            stage.Write(adapter, Encoding.UTF8.GetBytes(mark));
        }

        stage.Save(record);
    }

    public static EnrolledPerson Enrol(PeopleStore store, PersonRecord record, string mark)
    {
        using PersonStage stage = store.Begin(record.Name);
        Fill(stage, record, mark);
        return store.Commit(stage);
    }
}
