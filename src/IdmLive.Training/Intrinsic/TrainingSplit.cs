using System.Security.Cryptography;
using System.Text;
using IdmLive.Training.Data;

namespace IdmLive.Training.Intrinsic;

/// <summary>Which faces of a set are trained on and which are held back.</summary>
public static class TrainingSplit
{
    private const int HeldBack = 20;

    /// <summary>
    /// A prepared folder says itself what a face is for. Of the others one in twenty is held back, by a hash of its name: adding pictures
    /// moves none of the old ones.
    /// </summary>
    public static (int[] Training, int[] Validation) Of(CropSet crops)
    {
        ILookup<bool, int> held = Enumerable.Range(0, crops.Count)
            .ToLookup(i => crops.Split(i) is { } split
                ? split != CropSplit.Train
                : BitConverter.ToUInt32(SHA256.HashData(Encoding.UTF8.GetBytes(crops.Source(i)))) % HeldBack == 0);
        int[] all = [.. Enumerable.Range(0, crops.Count)];
        return held.Count == 2 ? ([.. held[false]], [.. held[true]]) : (all, all);
    }
}
