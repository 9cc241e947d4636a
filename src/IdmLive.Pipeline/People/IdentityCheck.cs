using IdmLive.Pipeline.Measures;

namespace IdmLive.Pipeline.People;

/// <summary>Settings of <see cref="IdentityCheck"/>.</summary>
public sealed record IdentityCheckOptions
{
    /// <summary>
    /// Cosine with a group's mean from which a face belongs to the group. With the embedder inside the program, faces of clips reach .59 and more with
    /// the mean of their own person, those of other persons .30, or .49 where both are small and blurred alike.
    /// </summary>
    public double SamePerson { get; init; } = .52;

    /// <summary>A further group of at least this part of all faces, and of two, is a person and no slip.</summary>
    public double LeastShare { get; init; } = .08;

    /// <summary>A person beside the main one, in the same frames and below this part of the size, is a bystander.</summary>
    public double BystanderSize { get; init; } = .6;
}

/// <summary>Whether faces are of one person.</summary>
/// <param name="Kept">The person's faces, one for each frame, in the order they were given; none where there is a problem.</param>
/// <param name="Outliers">Faces that are nobody's: dropped.</param>
/// <param name="Bystanders">Faces of smaller people in the same frames: dropped.</param>
/// <param name="Groups">Faces of each person that was found, the main one first.</param>
/// <param name="Problem">One sentence where it is more than one person, or nobody; null where all is well.</param>
public sealed record IdentityDecision(
    IReadOnlyList<FaceCandidate> Kept, int Outliers, int Bystanders, IReadOnlyList<int> Groups, string? Problem);

/// <summary>
/// Decides from embeddings whether faces are of one person. The face that has most others near it begins a group, whose mean then says who belongs to
/// it; what remains forms the next. Groups whose means are near each other are one person in two poses. Depends on what it is given alone. Any thread.
/// </summary>
public static class IdentityCheck
{
    private const int Rounds = 3;

    /// <summary>Decides.</summary>
    /// <param name="faces">All faces that were found; several of a frame, too.</param>
    /// <param name="options">Settings; the defaults where null.</param>
    public static IdentityDecision Decide(IReadOnlyList<FaceCandidate> faces, IdentityCheckOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(faces);
        options ??= new();
        List<List<int>> groups = Groups(faces, options.SamePerson);
        if (groups.Count == 0)
        {
            return new([], 0, 0, [], "There is no face to enrol; give pictures that show one clearly.");
        }

        // Who is shown most and largest is meant.
        groups = [.. groups.OrderByDescending(g => g.Sum(i => faces[i].Facts.SourceWidth)).ThenBy(g => g[0])];
        List<int> main = groups[0];
        List<List<int>> others = [.. groups.Skip(1).Where(g => IsPerson(g.Count, faces.Count, options))];
        List<List<int>> rivals = [.. others.Where(g => !IsBystander(g, main, faces, options))];
        int[] counts = [main.Count, .. others.Select(g => g.Count)];
        int outliers = faces.Count - counts.Sum();
        if (rivals.Count > 0)
        {
            return new([], outliers, 0, counts, Rivals(main, rivals, faces));
        }

        if (outliers > main.Count)
        {
            return new([], outliers, 0, counts, $"Only {main.Count} of {faces.Count} faces look like one person; give material of one person, large and sharp.");
        }

        float[] mean = Mean(main, faces);
        FaceCandidate[] kept = [.. main.Select(i => faces[i]).GroupBy(f => (f.Source, f.Frame)).Select(g => g.MaxBy(f => FaceEmbedder.Cosine(f.Embedding, mean))!)];
        return new(kept, outliers + main.Count - kept.Length, others.Sum(g => g.Count), counts, null);
    }

    private static bool IsPerson(int count, int all, IdentityCheckOptions options) => count >= Math.Max(2, options.LeastShare * all) || count * 3 >= all;

    private static bool IsBystander(List<int> group, List<int> main, IReadOnlyList<FaceCandidate> faces, IdentityCheckOptions options)
    {
        HashSet<(string, int)> frames = [.. main.Select(i => (faces[i].Source, faces[i].Frame))];
        int together = group.Count(i => frames.Contains((faces[i].Source, faces[i].Frame)));
        return 2 * together >= group.Count
            && group.Average(i => faces[i].Facts.SourceWidth) < options.BystanderSize * main.Average(i => faces[i].Facts.SourceWidth);
    }

    private static string Rivals(List<int> main, List<List<int>> rivals, IReadOnlyList<FaceCandidate> faces)
    {
        string counts = $"{main.Count} faces of one and {string.Join(", ", rivals.Select(r => $"{r.Count} of another"))}";
        string[] sources = [.. rivals[0].Select(i => faces[i].Source).Distinct().Except(main.Select(i => faces[i].Source)).Order(StringComparer.Ordinal)];
        string where = sources.Length == 0 ? "choose one of them by the side, or give material of one person alone"
            : $"leave out {string.Join(", ", sources.Take(3))}{(sources.Length > 3 ? $" and {sources.Length - 3} more" : "")}";
        return $"The material shows {rivals.Count + 1} people ({counts}); {where}.";
    }

    private static List<List<int>> Groups(IReadOnlyList<FaceCandidate> faces, double same)
    {
        List<int> rest = [.. Enumerable.Range(0, faces.Count)];
        List<List<int>> groups = [];
        bool[,] near = Near(faces, same);
        while (rest.Count > 0)
        {
            List<int> group = Densest(rest, near);
            for (int round = 0; round < Rounds; round++)
            {
                float[] mean = Mean(group, faces);
                List<int> next = [.. rest.Where(i => FaceEmbedder.Cosine(faces[i].Embedding, mean) >= same)];
                group = next.Count > 0 ? next : group;
            }

            HashSet<int> taken = [.. group];
            rest.RemoveAll(taken.Contains);
            float[] found = Mean(group, faces);
            if (groups.Find(g => FaceEmbedder.Cosine(Mean(g, faces), found) >= same) is { } known)
            {
                known.AddRange(group);
                known.Sort();
            }
            else
            {
                groups.Add(group);
            }
        }

        return groups;
    }

    private static bool[,] Near(IReadOnlyList<FaceCandidate> faces, double same)
    {
        bool[,] near = new bool[faces.Count, faces.Count];
        for (int i = 0; i < faces.Count; i++)
        {
            near[i, i] = true;
            for (int j = 0; j < i; j++)
            {
                near[i, j] = near[j, i] = FaceEmbedder.Cosine(faces[i].Embedding, faces[j].Embedding) >= same;
            }
        }

        return near;
    }

    private static List<int> Densest(List<int> rest, bool[,] near)
    {
        int middle = rest.MaxBy(i => rest.Count(j => near[i, j]));
        return [.. rest.Where(j => near[middle, j])];
    }

    private static float[] Mean(List<int> group, IReadOnlyList<FaceCandidate> faces)
    {
        float[] sum = new float[faces[group[0]].Embedding.Length];
        foreach (int i in group)
        {
            for (int k = 0; k < sum.Length; k++)
            {
                sum[k] += faces[i].Embedding[k];
            }
        }

        // Opposite faces could cancel out to nothing, which has no direction.
        sum[0] += sum.All(v => v == 0) ? 1 : 0;
        return sum;
    }
}
