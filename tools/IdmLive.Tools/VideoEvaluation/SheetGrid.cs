using OpenCvSharp;

namespace IdmLive.Tools.VideoEvaluation;

/// <summary>A white page with a column for each row of the table, headings above and labels at the left. One thread.</summary>
internal sealed class SheetGrid : IDisposable
{
    private const int Header = 34, Label = 150, Gap = 4;
    private const HersheyFonts Font = HersheyFonts.HersheyDuplex;
    private readonly int _cell;
    private readonly int[] _tops;

    /// <summary>Draws an empty page.</summary>
    /// <param name="headings">A heading for each column.</param>
    /// <param name="labels">For each line its label and its height in pixels.</param>
    /// <param name="cell">Width of a column, pixels.</param>
    public SheetGrid(IReadOnlyList<string> headings, IReadOnlyList<(string Label, int Height)> labels, int cell)
    {
        _cell = cell;
        _tops = new int[labels.Count];
        int bottom = Header;
        for (int i = 0; i < labels.Count; i++)
        {
            _tops[i] = bottom;
            bottom += labels[i].Height + Gap;
        }

        Picture = new Mat(bottom, Label + (headings.Count * (cell + Gap)), MatType.CV_8UC3, Scalar.All(255));
        for (int c = 0; c < headings.Count; c++)
        {
            Write(headings[c], new Rect(Label + (c * (cell + Gap)), 0, cell, Header), .6);
        }

        for (int i = 0; i < labels.Count; i++)
        {
            string[] parts = labels[i].Label.Split('\n');
            for (int p = 0; p < parts.Length; p++)
            {
                Write(parts[p], new Rect(2, _tops[i] + (p * 22), Label - 8, 26), .5);
            }
        }
    }

    /// <summary>The page, 8-bit BGR; owned by this object.</summary>
    public Mat Picture { get; }

    /// <summary>A part of the page to draw on; the caller disposes of it.</summary>
    /// <param name="line">Number of the line.</param>
    /// <param name="column">Number of the column.</param>
    /// <param name="top">First pixel of the line that is meant.</param>
    /// <param name="height">Pixels that are meant.</param>
    public Mat Part(int line, int column, int top, int height) =>
        Picture[new Rect(Label + (column * (_cell + Gap)), _tops[line] + top, _cell, height)];

    /// <inheritdoc/>
    public void Dispose() => Picture.Dispose();

    // Long names shrink to their place.
    private void Write(string text, Rect place, double scale)
    {
        Size size = Cv2.GetTextSize(text, Font, scale, 1, out _);
        double fitting = scale * Math.Min(1, (place.Width - 8.0) / Math.Max(1, size.Width));
        Cv2.PutText(Picture, text, new Point(place.X + 4, place.Y + 22), Font, fitting, Scalar.All(25), 1, LineTypes.AntiAlias);
    }
}
