using OpenCvSharp;

namespace IdmLive.Pipeline.Faces;

/// <summary>The squares of an image in which a detector with a small fixed input has to look to find small faces.</summary>
internal static class FaceSearchPlan
{
    // Each level of tiles finds faces from its smallest size to this many times that size; tiles overlap by the largest of them.
    private const double LevelRatio = 4;

    /// <summary>
    /// A square twice as large as the image (for faces larger than it), then the tiles, coarse to fine. Every face between
    /// <paramref name="smallestFace"/> and what the whole image shows well lies wholly in one of them.
    /// </summary>
    /// <param name="image">Size of the image.</param>
    /// <param name="smallestFace">Width in pixels of the smallest face wanted.</param>
    /// <param name="smallestInput">Smallest face that the detector finds, as a part of its input's width; above 0, below 0.2.</param>
    public static IReadOnlyList<SearchSquare> Squares(Size image, double smallestFace, double smallestInput)
    {
        SearchSquare whole = SearchSquare.Whole(image);
        List<SearchSquare> squares = [whole.Widened(2)];
        double finest = smallestFace / smallestInput;
        int levels = (int)Math.Ceiling((Math.Log(whole.Side / finest) / Math.Log(LevelRatio)) - 1e-9);
        for (int level = 1; level <= levels; level++)
        {
            double side = whole.Side * Math.Pow(finest / whole.Side, (double)level / levels);
            double overlap = side * smallestInput * LevelRatio;
            double[] columns = Starts(image.Width, side, overlap), rows = Starts(image.Height, side, overlap);
            squares.AddRange(rows.SelectMany(y => columns.Select(x => new SearchSquare(x, y, side))));
        }

        return squares;
    }

    // Evenly spread over the length, the first at 0 and the last at its end; centred where one is enough.
    private static double[] Starts(double length, double side, double overlap)
    {
        if (length <= side)
        {
            return [(length - side) / 2];
        }

        int count = 1 + (int)Math.Ceiling((length - side) / (side - overlap));
        return [.. Enumerable.Range(0, count).Select(i => (length - side) * i / (count - 1))];
    }
}
