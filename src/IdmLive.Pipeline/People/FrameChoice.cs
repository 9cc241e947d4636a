namespace IdmLive.Pipeline.People;

/// <summary>What was chosen to learn a person from.</summary>
/// <param name="Training">Frames to train on, the most telling first.</param>
/// <param name="HeldOut">Frames to measure by; none where there were too few.</param>
/// <param name="Usable">Frames that could have been taken.</param>
/// <param name="Refused">How many were not usable, by reason.</param>
/// <param name="Missing">What the frames do not show, one sentence's part each: <c>no frame with an open mouth</c>.</param>
/// <param name="Problem">One sentence where there is too little to learn from; null where there is enough.</param>
public sealed record FrameChoice(
    IReadOnlyList<FaceCandidate> Training,
    IReadOnlyList<FaceCandidate> HeldOut,
    int Usable,
    IReadOnlyDictionary<FrameFault, int> Refused,
    IReadOnlyList<string> Missing,
    string? Problem)
{
    /// <summary>Writes all chosen crops into an enrolment.</summary>
    /// <param name="stage">Where to.</param>
    /// <returns>What the record says of them, those to train on first, in an order that a second call repeats.</returns>
    /// <exception cref="PeopleException">A crop cannot be written.</exception>
    public IReadOnlyList<PersonCrop> WriteTo(PersonStage stage)
    {
        ArgumentNullException.ThrowIfNull(stage);
        List<PersonCrop> crops = [];
        foreach (FaceCandidate face in Training.Concat(HeldOut))
        {
            bool isHeldOut = crops.Count >= Training.Count;
            PersonCrop crop = new()
            {
                File = $"{(isHeldOut ? "held-out" : "training")}-{(isHeldOut ? crops.Count - Training.Count : crops.Count):000}.png",
                Source = face.Source,
                Seconds = face.Time?.TotalSeconds ?? 0,
                IsHeldOut = isHeldOut,
                Facts = face.Facts,
            };
            stage.WriteCrop(crop.File, face.Png);
            crops.Add(crop);
        }

        return crops;
    }

    /// <summary>The embeddings of the frames to train on, for the record: those to measure by must not help to recognise.</summary>
    public IReadOnlyList<float[]> Embeddings => [.. Training.Select(f => f.Embedding)];
}
