using System.Globalization;
using IdmLive.Training.Data;

namespace IdmLive.Tools.Preparing;

/// <summary>Chooses what a source is for by its hash alone, so that sources that come later move none of the old ones.</summary>
internal static class SourceSplit
{
    /// <summary>The split of a source.</summary>
    /// <param name="sha256">Hexadecimal hash of the file.</param>
    /// <param name="shares">Parts of training, validation and test.</param>
    public static CropSplit Of(string sha256, IReadOnlyList<double> shares)
    {
        // The first 52 bits as a number from 0 to 1, which a double holds exactly.
        double place = ulong.Parse(sha256.AsSpan(0, 13), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture) / (double)(1UL << 52) * shares.Sum();
        return place < shares[0] ? CropSplit.Train : place < shares[0] + shares[1] ? CropSplit.Validation : CropSplit.Test;
    }
}
