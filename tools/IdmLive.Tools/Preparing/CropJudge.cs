using System.Globalization;
using IdmLive.Training.Data;

namespace IdmLive.Tools.Preparing;

/// <summary>Decides which crops are kept, why the others are not, and what each is for.</summary>
internal sealed class CropJudge
{
    private const int MostThumbnails = 20_000;

    private readonly CropRules _rules;
    private readonly Func<CropRecord, byte[]> _thumbnail;
    private readonly Dictionary<string, byte[]> _thumbnails = [];
    private readonly List<(ulong Hash, CropRecord Crop)> _kept = [];

    /// <summary>Makes a judge that has seen nothing.</summary>
    /// <param name="rules">By what it judges.</param>
    /// <param name="thumbnail">Makes the thumbnail of a crop that was kept earlier.</param>
    public CropJudge(CropRules rules, Func<CropRecord, byte[]> thumbnail)
    {
        (_rules, _thumbnail) = (rules, thumbnail);
    }

    /// <summary>Takes note of a crop that was judged, and whose files are there: copies of it are found from now on.</summary>
    public void Remember(CropRecord crop)
    {
        if (crop.State == CropState.Kept)
        {
            _kept.Add((PerceptualHash.Parse(crop.Hash), crop));
        }
    }

    /// <summary>Judges a crop.</summary>
    /// <param name="crop">All but split, state and reason are taken over.</param>
    /// <param name="thumbnail">Its thumbnail.</param>
    public CropRecord Judge(CropRecord crop, byte[] thumbnail)
    {
        // A copy goes where its original went even where something else speaks against it too: no face is in two splits.
        (CropRecord? original, double likeness) = Likest(PerceptualHash.Parse(crop.Hash), thumbnail);
        string? reason = Fault(crop) ?? (original is null ? null : $"near duplicate of {original.Id}");
        return crop with
        {
            Split = original?.Split ?? SourceSplit.Of(crop.SourceSha256, _rules.Shares),
            State = reason is null ? CropState.Kept : CropState.SetAside,
            Reason = reason,
            Likeness = original is null ? null : Math.Round(likeness, 4),
        };
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

    private (CropRecord? Original, double Likeness) Likest(ulong hash, byte[] thumbnail)
    {
        (CropRecord? Crop, double Likeness) likest = (null, _rules.CopyLikeness);
        foreach ((ulong other, CropRecord crop) in _kept)
        {
            if (PerceptualHash.Distance(hash, other) <= _rules.CopyDistance
                && PictureLikeness.Of(thumbnail, Thumbnail(crop)) is double likeness && likeness >= likest.Likeness)
            {
                likest = (crop, likeness);
            }
        }

        return likest;
    }

    private byte[] Thumbnail(CropRecord crop)
    {
        if (_thumbnails.TryGetValue(crop.Id, out byte[]? known))
        {
            return known;
        }

        if (_thumbnails.Count >= MostThumbnails)
        {
            _thumbnails.Clear();
        }

        return _thumbnails[crop.Id] = _thumbnail(crop);
    }
}
