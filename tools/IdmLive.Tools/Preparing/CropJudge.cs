using System.Globalization;
using IdmLive.Tools.Data;

namespace IdmLive.Tools.Preparing;

/// <summary>Decides which crops are kept, why the others are not, and what each is for. Remembers the kept ones: judge in a fixed order.</summary>
internal sealed class CropJudge
{
    private readonly CropRules _rules;
    private readonly List<(ulong Hash, CropRecord Crop)> _kept = [];

    /// <summary>Makes a judge that has seen nothing.</summary>
    public CropJudge(CropRules rules)
    {
        _rules = rules;
    }

    /// <summary>Takes note of a crop that was judged earlier.</summary>
    public void Remember(CropRecord crop)
    {
        if (crop.State == CropState.Kept)
        {
            _kept.Add((PerceptualHash.Parse(crop.Hash), crop));
        }
    }

    /// <summary>Judges a crop and remembers it where it is kept.</summary>
    /// <param name="crop">All but split, state and reason are taken over.</param>
    public CropRecord Judge(CropRecord crop)
    {
        // A copy goes where its original went even where something else speaks against it too: no face is in two splits.
        CropRecord? original = Nearest(PerceptualHash.Parse(crop.Hash));
        string? reason = Fault(crop) ?? (original is null ? null : $"near duplicate of {original.Id}");
        CropRecord judged = crop with
        {
            Split = original?.Split ?? SourceSplit.Of(crop.SourceSha256, _rules.Shares),
            State = reason is null ? CropState.Kept : CropState.SetAside,
            Reason = reason,
        };
        Remember(judged);
        return judged;
    }

    private string? Fault(CropRecord crop)
    {
        if (crop.SquareSide * _rules.LargestEnlargement < _rules.Sizes[0])
        {
            return string.Create(CultureInfo.InvariantCulture, $"too small: shows {crop.SquareSide:F0} px of the source");
        }

        if (crop.Score < _rules.LowestScore)
        {
            return string.Create(CultureInfo.InvariantCulture, $"uncertain face: score {crop.Score:F2}");
        }

        if (crop.Inside < _rules.LowestInside)
        {
            return string.Create(CultureInfo.InvariantCulture, $"beyond the picture: {crop.Inside:P0} inside");
        }

        return crop.Sharpness < _rules.LowestSharpness ? string.Create(CultureInfo.InvariantCulture, $"unsharp: {crop.Sharpness:F1}") : null;
    }

    private CropRecord? Nearest(ulong hash)
    {
        int least = _rules.CopyDistance + 1;
        CropRecord? nearest = null;
        foreach ((ulong other, CropRecord crop) in _kept)
        {
            if (PerceptualHash.Distance(hash, other) is int distance && distance < least)
            {
                (least, nearest) = (distance, crop);
            }
        }

        return nearest;
    }
}
