namespace IdmLive.Pipeline.People;

/// <summary>
/// Chooses few frames that show much: leaves out what is of no use and what another frame shows as well, parts the rest by time
/// (<see cref="HeldOutSplit"/>), and takes on each side the frame that lies farthest from all taken so far in pose, expression and light, sharp ones
/// preferred. Depends on what it is given alone. Stateless, any thread.
/// </summary>
public static class FrameChooser
{
    private const int LeastUsable = 3;

    // How far the sharpness of a frame, against the median, can lengthen or shorten its distance.
    private const double LeastWeight = .6, MostWeight = 1.2;

    /// <summary>Chooses.</summary>
    /// <param name="faces">Faces of one person, one for each frame.</param>
    /// <param name="options">Settings; the defaults where null.</param>
    public static FrameChoice Choose(IReadOnlyList<FaceCandidate> faces, FrameChooserOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(faces);
        options ??= new();
        options.Check();
        SortedDictionary<FrameFault, int> refused = [];
        List<FaceCandidate> usable = [];
        foreach (FaceCandidate face in faces.OrderBy(f => f.Frame))
        {
            FrameFault? fault = options.Rules.FindFault(face.Facts)
                ?? (usable.Exists(u => FaceVariety.Difference(u.Thumbnail, face.Thumbnail) < options.Rules.LeastDifference) ? FrameFault.Alike : null);
            if (fault is { } reason)
            {
                refused[reason] = refused.GetValueOrDefault(reason) + 1;
            }
            else
            {
                usable.Add(face);
            }
        }

        (List<FaceCandidate> training, List<FaceCandidate> heldOut) = HeldOutSplit.Part(usable, options);
        if (usable.Count < LeastUsable || training.Count == 0)
        {
            return new([], [], usable.Count, refused, [], Problem(faces.Count, usable.Count, refused));
        }

        FaceVariety variety = new([.. usable.Select(u => u.Facts)]);
        FaceCandidate[] chosen = Farthest(training, options.Training, variety);
        return new(chosen, Farthest(heldOut, options.HeldOut, variety), usable.Count, refused, variety.Missing(chosen), null);
    }

    private static FaceCandidate[] Farthest(List<FaceCandidate> faces, int count, FaceVariety variety)
    {
        if (faces.Count == 0)
        {
            return [];
        }

        double[][] places = [.. faces.Select(f => variety.Place(f.Facts))];
        double[] weights = [.. faces.Select(f => Math.Clamp(f.Facts.Sharpness / variety.Sharpness, LeastWeight, MostWeight))];
        double[] distances = [.. Enumerable.Repeat(double.PositiveInfinity, faces.Count)];
        List<FaceCandidate> chosen = [];
        int next = Array.IndexOf(weights, weights.Max());
        while (chosen.Count < Math.Min(count, faces.Count))
        {
            chosen.Add(faces[next]);
            distances[next] = double.NegativeInfinity;
            int best = -1;
            double farthest = double.NegativeInfinity;
            for (int i = 0; i < faces.Count; i++)
            {
                distances[i] = Math.Min(distances[i], FaceVariety.Distance(places[i], places[next]));
                if (distances[i] * weights[i] > farthest)
                {
                    (best, farthest) = (i, distances[i] * weights[i]);
                }
            }

            next = best;
        }

        return [.. chosen];
    }

    private static string Problem(int all, int usable, SortedDictionary<FrameFault, int> refused)
    {
        string why = refused.Count == 0 ? "" : $": {string.Join(", ", refused.OrderByDescending(r => r.Value).Select(r => FrameRules.ToWords(r.Key, r.Value)))}";
        return $"Of {all} faces {usable} can be used, and {LeastUsable} are needed{why}; give more pictures, large, sharp and well lit.";
    }
}
