using IdmLive.Pipeline.Imaging;
using IdmLive.Training.Data;
using OpenCvSharp;

namespace IdmLive.Tools.Refining;

/// <summary>A picture to look at: refined pictures of a set beside their originals.</summary>
internal static class PairSheet
{
    private const int Rows = 6;
    private const int PairsInRow = 2;
    private const int Gap = 8;

    /// <summary>Draws up to twelve refined pairs, spread over the set, and writes them.</summary>
    /// <param name="path">PNG file.</param>
    /// <param name="originals">The originals.</param>
    /// <param name="targets">The targets, in the same order.</param>
    /// <param name="decisions">What the gate said, in the same order.</param>
    public static void Write(string path, CropSet originals, CropSet targets, IReadOnlyList<GateDecision> decisions)
    {
        int[] refined = [.. Enumerable.Range(0, decisions.Count).Where(i => decisions[i].Refined)];
        int shown = Math.Min(Rows * PairsInRow, refined.Length);
        if (shown == 0)
        {
            return;
        }

        int size = originals.CropSize, pair = (2 * size) + Gap, rows = (shown + PairsInRow - 1) / PairsInRow;
        using Mat sheet = new((rows * (size + Gap)) - Gap, (PairsInRow * pair) - Gap, MatType.CV_8UC3, Scalar.All(255));
        for (int n = 0; n < shown; n++)
        {
            int i = refined[n * refined.Length / shown], x = n % PairsInRow * pair, y = n / PairsInRow * (size + Gap);
            Put(originals[i], x);
            Put(targets[i], x + size);

            void Put(ReadOnlySpan<byte> pixels, int left)
            {
                using Mat picture = FaceBytes.ToMat(pixels, size);
                using Mat place = sheet[new Rect(left, y, size, size)];
                picture.CopyTo(place);
            }
        }

        Cv2.ImEncode(".png", sheet, out byte[] png);
        WholeFile.Write(path, png);
    }
}
