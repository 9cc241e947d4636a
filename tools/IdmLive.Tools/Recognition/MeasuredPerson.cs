using IdmLive.Pipeline.People;

namespace IdmLive.Tools.Recognition;

/// <summary>A person as recognition is measured on: what was enrolled, and what was looked at afterwards.</summary>
/// <param name="Known">Embeddings of clean crops.</param>
/// <param name="IsClip">Whether they come from a clip: then looks are of later frames, and tell how well the person is recognised; a portrait's are of the same picture and do not.</param>
/// <param name="Looks">For each condition the embeddings of looks, in the order of time.</param>
internal sealed record MeasuredPerson(KnownFace Known, bool IsClip, IReadOnlyDictionary<string, IReadOnlyList<float[]>> Looks);
