namespace IdmLive.Pipeline.Faces;

/// <summary>Settings of <see cref="YuNetDetector"/>.</summary>
public sealed record YuNetOptions
{
    /// <summary>Faces of a lower score are left out; above 0, below 1.</summary>
    public float MinimumScore { get; init; } = 0.7f;

    /// <summary>Two boxes whose intersection over union is above this are one face; above 0, below 1.</summary>
    public float OverlapOfOneFace { get; init; } = 0.3f;

    /// <summary>Images are reduced to at most this width and height before the search (it finds faces from 10 pixels on); 64 or more.</summary>
    public int LongestSide { get; init; } = 640;

    /// <summary>Throws where a setting is out of range.</summary>
    /// <exception cref="ArgumentOutOfRangeException">One sentence that names the setting.</exception>
    internal void Check()
    {
        if (!(MinimumScore > 0 && MinimumScore < 1))
        {
            throw new ArgumentOutOfRangeException(nameof(MinimumScore), MinimumScore, "The minimum score of a face must lie between 0 and 1.");
        }

        if (!(OverlapOfOneFace > 0 && OverlapOfOneFace < 1))
        {
            throw new ArgumentOutOfRangeException(nameof(OverlapOfOneFace), OverlapOfOneFace, "The overlap of one face must lie between 0 and 1.");
        }

        if (LongestSide < 64)
        {
            throw new ArgumentOutOfRangeException(nameof(LongestSide), LongestSide, "The longest side of the searched image must be 64 pixels or more.");
        }
    }
}
