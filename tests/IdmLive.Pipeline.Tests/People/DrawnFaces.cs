using IdmLive.Pipeline.People;

namespace IdmLive.Pipeline.Tests.People;

/// <summary>Candidates that hold drawn numbers and no picture.</summary>
internal static class DrawnFaces
{
    private const int Length = 64;

    /// <summary>A face of a person: their direction with noise of its own.</summary>
    /// <param name="person">Whose.</param>
    /// <param name="frame">Number of the frame.</param>
    /// <param name="noise">Length of the noise against the direction's.</param>
    public static FaceCandidate Of(int person, int frame, double noise = .5)
    {
        float[] own = Direction(1000 + person), other = Direction((person * 7919) + frame);
        float[] sum = [.. own.Zip(other, (a, b) => a + (float)(noise * b))];
        Random random = new((person * 104729) + frame);
        byte[] thumbnail = new byte[256];
        random.NextBytes(thumbnail);
        return new()
        {
            Source = "clip.mp4",
            Time = TimeSpan.FromSeconds(frame * .1),
            Frame = frame,
            Facts = DrawnPerson.Facts,
            Embedding = Unit(sum),
            Thumbnail = thumbnail,
            Png = [],
        };
    }

    /// <summary>Frames of one person, one after the other, with facts of their own.</summary>
    public static FaceCandidate[] Clip(int count, Func<int, CandidateFacts>? facts = null) =>
        [.. Enumerable.Range(0, count).Select(i => Of(1, i) with { Facts = facts?.Invoke(i) ?? DrawnPerson.Facts })];

    private static float[] Direction(int seed)
    {
        Random random = new(seed);
        return Unit([.. Enumerable.Range(0, Length).Select(_ => (float)(random.NextDouble() - random.NextDouble()))]);
    }

    private static float[] Unit(float[] numbers)
    {
        float length = MathF.Sqrt(numbers.Sum(v => v * v));
        return [.. numbers.Select(v => v / length)];
    }
}
