using OpenCvSharp;

namespace IdmLive.Tools.Evaluation;

/// <summary>The picture sheet of an evaluation: a row a face, degraded, restored with each restorer, clean. One thread.</summary>
internal sealed class EvaluationSheet : IDisposable
{
    private const int Header = 28;
    private const int Gap = 4;
    private readonly string[] _headings;
    private readonly int[] _faces;
    private readonly int _size;

    /// <summary>Starts an empty sheet.</summary>
    /// <param name="headings">Heading of each column.</param>
    /// <param name="faces">Positions of the faces to show.</param>
    /// <param name="size">Width and height of a face.</param>
    public EvaluationSheet(IReadOnlyList<string> headings, IReadOnlyList<int> faces, int size)
    {
        _headings = [.. headings];
        _faces = [.. faces];
        _size = size;
        Picture = new Mat(Header + (_faces.Length * (size + Gap)), (_headings.Length * (size + Gap)) - Gap, MatType.CV_8UC3, Scalar.All(255));
        for (int c = 0; c < _headings.Length; c++)
        {
            WriteHeading(c);
        }
    }

    /// <summary>The sheet, 8-bit BGR; owned by this object.</summary>
    public Mat Picture { get; }

    /// <summary>Adds the pictures of a face; a face that is not on the sheet changes nothing.</summary>
    /// <param name="face">Its position.</param>
    /// <param name="pictures">One for each column; copied.</param>
    public void Add(int face, IReadOnlyList<Mat> pictures)
    {
        int row = Array.IndexOf(_faces, face);
        for (int c = 0; row >= 0 && c < pictures.Count; c++)
        {
            using Mat place = Picture[new Rect(c * (_size + Gap), Header + (row * (_size + Gap)), _size, _size)];
            pictures[c].CopyTo(place);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => Picture.Dispose();

    private void WriteHeading(int column)
    {
        // Long names of peers shrink to the width of their column.
        const double Scale = .55;
        Size text = Cv2.GetTextSize(_headings[column], HersheyFonts.HersheySimplex, Scale, 1, out _);
        double scale = Scale * Math.Min(1, (_size - 8.0) / text.Width);
        Cv2.PutText(
            Picture, _headings[column], new Point((column * (_size + Gap)) + 6, 20), HersheyFonts.HersheySimplex, scale, Scalar.All(30), 1, LineTypes.AntiAlias);
    }
}
