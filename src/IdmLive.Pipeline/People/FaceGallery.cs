using IdmLive.Pipeline.Measures;

namespace IdmLive.Pipeline.People;

/// <summary>The enrolled people, and how like each of them a face is. Immutable and thread-safe.</summary>
public sealed class FaceGallery
{
    private readonly KnownFace[] _faces;
    private readonly int _nearest;

    /// <summary>Takes in people.</summary>
    /// <param name="faces">Each name once; none is fine.</param>
    /// <param name="nearest">A score is the mean of so many of a person's nearest embeddings, 1 or more, or of all where there are fewer.</param>
    /// <exception cref="ArgumentException">A name comes twice, a person has no embedding, or embeddings are of two lengths.</exception>
    public FaceGallery(IReadOnlyList<KnownFace> faces, int nearest = 3)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(nearest, 1);
        if (faces.GroupBy(f => f.Name).FirstOrDefault(g => g.Count() > 1) is { } twice)
        {
            throw new ArgumentException($"'{twice.Key}' is enrolled twice; a name is one person's.");
        }

        int length = faces.SelectMany(f => f.Embeddings).Select(e => e.Length).FirstOrDefault();
        foreach (KnownFace face in faces)
        {
            if (face.Embeddings.Count == 0 || face.Embeddings.Any(e => e.Length != length))
            {
                throw new ArgumentException($"'{face.Name}' has no embeddings, or some of another embedder; enrol the person again.");
            }
        }

        (_faces, _nearest) = ([.. faces], nearest);
    }

    /// <summary>Names in their order.</summary>
    public IEnumerable<string> Names => _faces.Select(f => f.Name);

    /// <summary>How like each person a face is.</summary>
    /// <param name="embedding">Of the same embedder; of any length of vector but 0.</param>
    /// <returns>One score for each person, in their order.</returns>
    public IReadOnlyList<PersonScore> Score(float[] embedding)
    {
        PersonScore[] scores = new PersonScore[_faces.Length];
        for (int i = 0; i < scores.Length; i++)
        {
            double[] cosines = [.. _faces[i].Embeddings.Select(e => FaceEmbedder.Cosine(e, embedding))];
            Array.Sort(cosines);
            scores[i] = new(_faces[i].Name, cosines[^Math.Min(_nearest, cosines.Length)..].Average());
        }

        return scores;
    }
}
