namespace IdmLive.Pipeline.People;

/// <summary>An enrolled person as recognition sees one.</summary>
/// <param name="Name">The name given at enrolment.</param>
/// <param name="Embeddings">
/// Embeddings of <see cref="Measures.FaceEmbedder.EmbedAligned"/> of the person's kept crops, each of length 1; at least one.
/// </param>
public sealed record KnownFace(string Name, IReadOnlyList<float[]> Embeddings);
