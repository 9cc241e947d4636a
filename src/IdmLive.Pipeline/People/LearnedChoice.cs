namespace IdmLive.Pipeline.People;

/// <summary>Which frames stay where there is no room for all: those that show the most. Depends on what it is given alone. Stateless, any thread.</summary>
public static class LearnedChoice
{
    /// <summary>
    /// The frame that is missed least: of the two that lie nearest in pose, expression and light the one that was tried in vain, else the less sharp one, else the older one.
    /// </summary>
    /// <param name="faces">What was measured on each, the oldest first; at least two.</param>
    /// <param name="isTried">Which were learned from in vain; null for none.</param>
    /// <returns>Its index.</returns>
    public static int Weakest(IReadOnlyList<CandidateFacts> faces, IReadOnlyList<bool>? isTried = null)
    {
        ArgumentNullException.ThrowIfNull(faces);
        ArgumentOutOfRangeException.ThrowIfLessThan(faces.Count, 2);
        FaceVariety variety = new(faces);
        double[][] places = [.. faces.Select(variety.Place)];
        (int first, int second, double nearest) = (0, 1, double.PositiveInfinity);
        for (int i = 0; i < places.Length; i++)
        {
            for (int k = i + 1; k < places.Length; k++)
            {
                double distance = FaceVariety.Distance(places[i], places[k]);
                if (distance < nearest)
                {
                    (first, second, nearest) = (i, k, distance);
                }
            }
        }

        return isTried is not null && isTried[first] != isTried[second] ? (isTried[first] ? first : second)
            : faces[second].Sharpness < faces[first].Sharpness ? second : first;
    }

    /// <summary>Leaves out the weakest until so many are left.</summary>
    /// <param name="crops">Any number.</param>
    /// <param name="most">How many stay, 1 or more.</param>
    public static IReadOnlyList<PersonCrop> Thin(IReadOnlyList<PersonCrop> crops, int most)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(most, 1);
        List<PersonCrop> left = [.. crops];
        while (left.Count > most)
        {
            left.RemoveAt(Weakest([.. left.Select(c => c.Facts)]));
        }

        return left;
    }
}
