using System.Diagnostics;
using System.Text;
using IdmLive.Tools.Evaluation;
using OpenCvSharp;

namespace IdmLive.Tools.Degradation;

/// <summary>What a recipe costs on patches as training cuts them.</summary>
internal static class RecipeTiming
{
    private const int Patch = 160;
    private const int Pictures = 1000;
    private const int WarmUp = 200;

    /// <summary>Degrades many patches on the calling thread and lists the time of the recipe and of each kind of stage.</summary>
    public static string Measure(TestSet set)
    {
        int threads = Cv2.GetNumThreads();
        Cv2.SetNumThreads(1);
        try
        {
            Dictionary<string, List<double>> stages = [];
            List<double> whole = [];
            for (int i = -WarmUp; i < Pictures; i++)
            {
                using TestPair pair = set.Pair((i + WarmUp) % set.Count);
                int side = Math.Min(Patch, pair.Clean.Width), corner = (pair.Clean.Width - side) / 2;
                using Mat view = pair.Clean[new Rect(corner, corner, side, side)], patch = view.Clone();
                Random random = new(i);
                bool counts = i >= 0;
                long start = Stopwatch.GetTimestamp();
                using Mat degraded = set.Recipe.Draw(random).Apply(patch, random, (stage, time) =>
                {
                    if (counts)
                    {
                        (stages.TryGetValue(stage.GetType().Name, out List<double>? list) ? list : stages[stage.GetType().Name] = []).Add(time.TotalMicroseconds);
                    }
                });
                if (counts)
                {
                    whole.Add(Stopwatch.GetElapsedTime(start).TotalMicroseconds);
                }
            }

            StringBuilder table = new();
            table.AppendLine($"{"microseconds",-18}{"runs",8}{"median",8}{"mean",8}{"99 %",8}");
            foreach ((string name, List<double> list) in stages.OrderBy(s => s.Key, StringComparer.Ordinal).Append(new(set.Recipe.Name, whole)))
            {
                list.Sort();
                table.AppendLine($"{name,-18}{list.Count,8}{list[list.Count / 2],8:F0}{list.Average(),8:F0}{list[list.Count * 99 / 100],8:F0}");
            }

            return table.ToString();
        }
        finally
        {
            Cv2.SetNumThreads(threads);
        }
    }
}
