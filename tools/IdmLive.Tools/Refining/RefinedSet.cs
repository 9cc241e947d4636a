using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using IdmLive.Pipeline.Imaging;
using IdmLive.Pipeline.Restoring;
using IdmLive.Training.Data;
using OpenCvSharp;

namespace IdmLive.Tools.Refining;

/// <summary>
/// The targets of an extrinsic iteration: every crop restored, judged, and written as <c>targets/NAME.png</c> - the restoration,
/// or the original where the gate says no - with a line in <c>gate.jsonl</c>, which appears when the set is complete. One thread.
/// </summary>
internal static class RefinedSet
{
    /// <summary>Sub-folder of the pictures.</summary>
    public const string TargetFolder = "targets";

    private const string FinalName = "gate.jsonl";
    private const string JournalName = "gate.part.jsonl";

    /// <summary>Makes the set, or goes on where an interrupted call stopped: the same crops and seed give the same set.</summary>
    /// <param name="folder">Folder of the refinement.</param>
    /// <param name="crops">The originals.</param>
    /// <param name="restorer">Makes theta_1's restorer; asked only where something is left to do.</param>
    /// <param name="gate">Makes the gate, likewise.</param>
    /// <param name="seed">Seed of the restorer's noise.</param>
    /// <param name="report">Told a line now and then.</param>
    /// <param name="cancellation">Asks to stop after the current picture.</param>
    /// <returns>The decisions, in the order of the crops.</returns>
    /// <exception cref="ArgumentException">The set in the folder is of other pictures.</exception>
    /// <exception cref="OperationCanceledException">It was asked to stop.</exception>
    public static IReadOnlyList<GateDecision> Complete(
        string folder, CropSet crops, Func<IFaceRestorer> restorer, Func<RefinementGate> gate, int seed, Action<string> report, CancellationToken cancellation)
    {
        string final = Path.Join(folder, FinalName), journal = Path.Join(folder, JournalName);
        if (File.Exists(final))
        {
            IReadOnlyList<GateDecision> done = ReadLines(final);
            return done.Select(d => d.Picture).SequenceEqual(Enumerable.Range(0, crops.Count).Select(crops.Source))
                ? done
                : throw new ArgumentException($"'{final}' is of {done.Count} pictures, the data folders hold {crops.Count} or others now; name another folder.");
        }

        HashSet<string> names = [.. Enumerable.Range(0, crops.Count).Select(crops.Source)];
        Dictionary<string, GateDecision> decided = [];
        foreach (GateDecision decision in ReadLines(journal).Where(d => names.Contains(d.Picture) && File.Exists(TargetPath(folder, d.Picture))))
        {
            decided[decision.Picture] = decision;
        }

        if (decided.Count < crops.Count)
        {
            Restore(folder, crops, restorer, gate, seed, decided, report, cancellation);
        }

        GateDecision[] all = [.. Enumerable.Range(0, crops.Count).Select(i => decided[crops.Source(i)])];
        WholeFile.Write(final, Lines(all));
        File.Delete(journal);
        return all;
    }

    /// <summary>The target of a picture.</summary>
    public static string TargetPath(string folder, string picture) => CropTargets.PathOf(Path.Join(folder, TargetFolder), picture);

    private static void Restore(
        string folder, CropSet crops, Func<IFaceRestorer> makeRestorer, Func<RefinementGate> makeGate, int seed,
        Dictionary<string, GateDecision> decided, Action<string> report, CancellationToken cancellation)
    {
        using IFaceRestorer restorer = makeRestorer();
        using RefinementGate gate = makeGate();
        string journal = Path.Join(folder, JournalName);
        Directory.CreateDirectory(folder);

        // What an interrupted call left is written anew without its last, perhaps half, line.
        WholeFile.Write(journal, Lines(decided.Values));
        using StreamWriter lines = new(journal, append: true) { AutoFlush = true };
        using Mat restored = new(crops.CropSize, crops.CropSize, MatType.CV_8UC3);
        for (int i = 0; i < crops.Count; i++)
        {
            string name = crops.Source(i);
            if (decided.ContainsKey(name))
            {
                continue;
            }

            cancellation.ThrowIfCancellationRequested();
            using Mat original = FaceBytes.ToMat(crops[i], crops.CropSize);

            // One picture a call: what comes out does not depend on which pictures were done before an interruption.
            restorer.Restore([new FaceCrop(original, NoiseSeed(seed, name))], [restored]);
            GateDecision decision = gate.Judge(name, original, restored);
            string path = TargetPath(folder, name);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            Cv2.ImEncode(".png", decision.Refined ? restored : original, out byte[] png);
            WholeFile.Write(path, png);
            lines.WriteLine(JsonSerializer.Serialize(decision, RefineJson.Line));
            decided[name] = decision;
            if (decided.Count % 50 == 0 || decided.Count == crops.Count)
            {
                report($"restored {decided.Count} of {crops.Count}, {decided.Values.Count(d => d.Refined)} of them refined");
            }
        }
    }

    /// <summary>A seed that hangs on the picture's name alone, so that added pictures change no other.</summary>
    private static long NoiseSeed(int seed, string name) =>
        BitConverter.ToInt64(SHA256.HashData(Encoding.UTF8.GetBytes($"{seed}\n{name.Replace('\\', '/')}")));

    private static byte[] Lines(IEnumerable<GateDecision> decisions) =>
        Encoding.UTF8.GetBytes(string.Concat(decisions.Select(d => JsonSerializer.Serialize(d, RefineJson.Line) + "\n")));

    private static List<GateDecision> ReadLines(string path)
    {
        List<GateDecision> decisions = [];
        foreach (string line in File.Exists(path) ? File.ReadAllLines(path) : [])
        {
            try
            {
                if (JsonSerializer.Deserialize<GateDecision>(line, RefineJson.Line) is { Figures: not null } decision)
                {
                    decisions.Add(decision);
                }
            }
            catch (JsonException)
            {
                // A line that an interruption cut off: its picture is done again.
            }
        }

        return decisions;
    }
}
