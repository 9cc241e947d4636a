namespace IdmLive.Training.Data;

/// <summary>How the crops of a folder are cut and which of them are used. All crops of a folder are made by the same rules.</summary>
public sealed record CropRules
{
    private const int SmallestSize = 32, LargestSize = 2048;

    /// <summary>Widths and heights of the crops, pixels, 32 to 2048, growing.</summary>
    public IReadOnlyList<int> Sizes { get; init; } = [256, 512];

    /// <summary>Whether faces are looked for and aligned to the FFHQ template; else the middle of each picture is taken.</summary>
    public bool Align { get; init; } = true;

    /// <summary>Without alignment: cut the whole picture into squares of the largest size.</summary>
    public bool Tiles { get; init; }

    /// <summary>Seconds of a video for which one frame is taken.</summary>
    public double Every { get; init; } = 1;

    /// <summary>A size that would enlarge the source more than this is left out, and a crop without any size is too small; 1 or more.</summary>
    public double LargestEnlargement { get; init; } = 1.5;

    /// <summary>Faces of a lower score are set aside; 0 to 1.</summary>
    public double LowestScore { get; init; } = .5;

    /// <summary>Crops of a lower <see cref="CropRecord.Sharpness"/> are set aside; 0 or more.</summary>
    public double LowestSharpness { get; init; } = 10;

    /// <summary>Crops that lie less inside the picture are set aside; 0 to 1.</summary>
    public double LowestInside { get; init; } = .75;

    /// <summary>Crops whose hashes differ in no more bits than this may be copies and are compared; -1 keeps copies.</summary>
    public int CopyDistance { get; init; } = 10;

    /// <summary>Compared crops whose fine structure correlates at least this much are copies; 0 to 1.</summary>
    /// <remarks>
    /// Measured on 420 studio portraits: of their 54 reduced, cropped, brightened and compressed copies all differ in 10 bits or fewer and
    /// reach .78; of pairs of different persons with 10 bits or fewer one reaches .81, the next .69.
    /// </remarks>
    public double CopyLikeness { get; init; } = .75;

    /// <summary>Parts of training, validation and test; any unit.</summary>
    public IReadOnlyList<double> Shares { get; init; } = [90, 5, 5];

    /// <summary>The same rules with sizes sorted and without repetition.</summary>
    /// <exception cref="ArgumentException">One sentence about the first rule that is out of range.</exception>
    public CropRules Checked()
    {
        int[] sizes = [.. Sizes.Distinct().Order()];
        Require(
            sizes.Length > 0 && sizes.All(s => s is >= SmallestSize and <= LargestSize),
            $"crop sizes of {string.Join(", ", Sizes)} px were asked for; give sizes from {SmallestSize} to {LargestSize}");
        Require(!(Align && Tiles), "tiles are cut without alignment only; add --no-align");
        Require(Every > 0 && double.IsFinite(Every), $"one frame every {Every} s was asked for; give a number of seconds above 0");
        Require(LargestEnlargement >= 1 && double.IsFinite(LargestEnlargement), $"the largest enlargement is {LargestEnlargement}; give 1 or more");
        Require(LowestScore is >= 0 and <= 1, $"the lowest score is {LowestScore}; give a number from 0 to 1");
        Require(LowestSharpness >= 0 && double.IsFinite(LowestSharpness), $"the lowest sharpness is {LowestSharpness}; give 0 or more");
        Require(LowestInside is >= 0 and <= 1, $"the smallest part inside the picture is {LowestInside}; give a number from 0 to 1");
        Require(CopyDistance is >= -1 and < 32, $"a hash distance of {CopyDistance} was asked for; give -1 (keep copies) to 31");
        Require(CopyLikeness is >= 0 and <= 1, $"the likeness of copies is {CopyLikeness}; give a number from 0 to 1");
        Require(
            Shares.Count == 3 && Shares.All(s => s >= 0 && double.IsFinite(s)) && Shares.Sum() > 0,
            $"the split is {string.Join(' ', Shares)}; give three numbers: training, validation, test");
        return this with { Sizes = sizes };
    }

    /// <summary>Whether crops made by these rules and by others can lie in one folder.</summary>
    public bool SameAs(CropRules other) =>
        Sizes.SequenceEqual(other.Sizes) && Shares.SequenceEqual(other.Shares) && this == (other with { Sizes = Sizes, Shares = Shares });

    private static void Require(bool holds, string sentence)
    {
        if (!holds)
        {
            throw new ArgumentException($"{char.ToUpperInvariant(sentence[0])}{sentence[1..]}.");
        }
    }
}
