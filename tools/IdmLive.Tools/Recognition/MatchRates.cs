using IdmLive.Pipeline.People;

namespace IdmLive.Tools.Recognition;

/// <summary>The rates of a condition.</summary>
/// <param name="Condition">Clean, or the degradation of the looks.</param>
/// <param name="Others">Scores of looks at other people.</param>
/// <param name="OthersAgreeing">The same of several looks in a row at one of them.</param>
/// <param name="OthersAtClips">Scores of other people with those who were enrolled from many frames.</param>
/// <param name="Own">Scores of looks at the person: later frames of the clip.</param>
/// <param name="OwnAgreeing">The same of several looks in a row.</param>
/// <param name="Elsewhere">Scores of looks at the person in another clip or picture than the person was enrolled from.</param>
internal sealed record ConditionRates(string Condition, RateCurve Others, RateCurve OthersAgreeing, RateCurve OthersAtClips, RateCurve Own, RateCurve OwnAgreeing, RateCurve Elsewhere);

/// <summary>Two people who are alike; that they are two is for the user to see.</summary>
internal readonly record struct AlikePair(string First, string Second, double Score);

/// <summary>How often recognition is wrong, by threshold. Scores are those of the program: the mean of a person's nearest embeddings.</summary>
internal sealed class MatchRates
{
    private const int AlikePairs = 10;

    private MatchRates(IReadOnlyList<ConditionRates> conditions, IReadOnlyList<AlikePair> alike) => (Conditions, Alike) = (conditions, alike);

    /// <summary>The conditions.</summary>
    public IReadOnlyList<ConditionRates> Conditions { get; }

    /// <summary>The pairs that are most alike in clean pictures, the most alike first: where one person stands for two, it is here.</summary>
    public IReadOnlyList<AlikePair> Alike { get; }

    /// <summary>Scores every look with every person.</summary>
    /// <param name="people">At least two.</param>
    /// <param name="conditions">Names of the conditions; the first is the clean one.</param>
    /// <param name="same">Pairs of names, with = between, that are one person.</param>
    /// <param name="agreeing">Looks in a row.</param>
    /// <param name="nearest">Embeddings that a score is the mean of.</param>
    public static MatchRates Measure(IReadOnlyList<MeasuredPerson> people, IReadOnlyList<string> conditions, IReadOnlyList<string> same, int agreeing, int nearest)
    {
        if (people.Count < 2)
        {
            throw new ArgumentException($"There are {people.Count} people; two are needed to be taken for each other.");
        }

        (string, string)[] pairs = [.. same.Select(s => s.Split('=')).Select(s => (s[0], s[1]))];
        string? nobody = pairs.SelectMany(p => new[] { p.Item1, p.Item2 }).FirstOrDefault(n => people.All(p => p.Known.Name != n));
        if (nobody is not null)
        {
            throw new ArgumentException($"--same names '{nobody}', who is not among the people; names are those of the list of the most alike.");
        }

        FaceGallery gallery = new([.. people.Select(p => p.Known)], nearest);
        List<ConditionRates> rates = [];
        List<AlikePair> alike = [];
        foreach (string condition in conditions)
        {
            List<double> others = [], othersAgreeing = [], othersAtClips = [], own = [], ownAgreeing = [], elsewhere = [];
            for (int i = 0; i < people.Count; i++)
            {
                IReadOnlyList<PersonScore>[] looks = [.. people[i].Looks[condition].Select(gallery.Score)];
                for (int k = 0; k < people.Count; k++)
                {
                    double[] scores = [.. looks.Select(l => l[k].Score)];
                    if (k == i)
                    {
                        own.AddRange(people[i].IsClip ? scores : []);
                        ownAgreeing.AddRange(people[i].IsClip ? RateCurve.Agreeing(scores, agreeing) : []);
                        continue;
                    }

                    (string a, string b) = (people[i].Known.Name, people[k].Known.Name);
                    if (pairs.Contains((a, b)) || pairs.Contains((b, a)))
                    {
                        elsewhere.AddRange(scores);
                        continue;
                    }

                    others.AddRange(scores);
                    othersAgreeing.AddRange(RateCurve.Agreeing(scores, agreeing));
                    othersAtClips.AddRange(people[k].IsClip ? scores : []);
                    if (condition == conditions[0] && i < k)
                    {
                        alike.Add(new(a, b, scores.DefaultIfEmpty(-1).Max()));
                    }
                }
            }

            rates.Add(new(condition, new(others), new(othersAgreeing), new(othersAtClips), new(own), new(ownAgreeing), new(elsewhere)));
        }

        return new(rates, [.. alike.OrderByDescending(a => a.Score).Take(AlikePairs)]);
    }

    /// <summary>The lowest threshold, in hundredths, at which no condition's false-accept rate of one look is above a part.</summary>
    public double ThresholdFor(double part) => Conditions.Max(c => c.Others.ThresholdFor(part));
}
