namespace IdmLive.Pipeline.People;

/// <summary>What given material is good for: who it shows, and which frames are worth keeping.</summary>
/// <param name="Identity">Whether it is one person.</param>
/// <param name="Choice">What was chosen; nothing where there is a problem.</param>
/// <param name="Problem">One sentence where nobody can be enrolled from it; null where somebody can.</param>
/// <param name="Remarks">What the user should know all the same, a sentence each.</param>
public sealed record SiftedMaterial(IdentityDecision Identity, FrameChoice Choice, string? Problem, IReadOnlyList<string> Remarks)
{
    /// <summary>Sifts gathered faces: first by identity, then by use.</summary>
    /// <param name="set">What was gathered.</param>
    /// <param name="identity">Settings; the defaults where null.</param>
    /// <param name="chooser">Settings; the defaults where null.</param>
    public static SiftedMaterial Of(CandidateSet set, IdentityCheckOptions? identity = null, FrameChooserOptions? chooser = null)
    {
        ArgumentNullException.ThrowIfNull(set);
        IdentityDecision decision = IdentityCheck.Decide(set.Faces, identity);
        FrameChoice choice = FrameChooser.Choose(decision.Kept, chooser);
        string? problem = set.Faces.Count == 0
            ? $"No face was found in the {set.FramesSeen} frames or photos that were looked at; give pictures of a real face, seen from the front and well lit."
            : decision.Problem ?? choice.Problem;
        return new(decision, choice, problem, problem is null ? [.. set.Notes, .. Remark(set, decision, choice)] : set.Notes);
    }

    private static IEnumerable<string> Remark(CandidateSet set, IdentityDecision identity, FrameChoice choice)
    {
        if (set.FramesWithSeveral > 0)
        {
            yield return $"{set.FramesWithSeveral} of {set.FramesSeen} frames show several faces; those of other people were left out ({identity.Bystanders}).";
        }

        if (identity.Outliers > 0)
        {
            yield return $"{identity.Outliers} of {set.Faces.Count} faces look like nobody's here and were left out.";
        }

        if (choice.Refused.Count > 0)
        {
            yield return $"Of {identity.Kept.Count} faces {choice.Usable} can be used: {string.Join(", ", choice.Refused.Select(r => FrameRules.ToWords(r.Key, r.Value)))}.";
        }

        if (choice.HeldOut.Count == 0)
        {
            yield return "There is nothing to measure by; give more pictures, or a longer video.";
        }

        if (choice.Missing.Count > 0)
        {
            yield return $"What is missing: {string.Join("; ", choice.Missing)}.";
        }
    }
}
