using OpenCvSharp;

namespace IdmLive.App.Demo;

/// <summary>
/// The picture sheet: a row each for the input, the restored clip and the truth; in each row one whole frame and close-ups of the
/// face at several moments. Not thread-safe.
/// </summary>
internal sealed class PictureSheet : IDisposable
{
    private const int Margin = 28, Gap = 10, Header = 84, RowLabel = 40, Footer = 44;
    private const int CloseUp = FaceComparison.CropSize;

    private static readonly Scalar Paper = new(250, 250, 250), Ink = new(32, 32, 32), Pale = new(110, 110, 110);
    private readonly Row[] _rows;

    /// <summary>Starts a sheet.</summary>
    /// <param name="labels">What the rows show, from the top.</param>
    public PictureSheet(params string[] labels) => _rows = [.. labels.Select(l => new Row(l))];

    /// <summary>Adds a column of close-ups.</summary>
    /// <param name="caption">Stands below the column.</param>
    /// <param name="faces">A face for each row; copied.</param>
    public void AddCloseUps(string caption, params Mat[] faces)
    {
        Captions.Add(caption);
        foreach ((Row row, Mat face) in _rows.Zip(faces))
        {
            row.Faces.Add(face.Clone());
        }
    }

    /// <summary>Sets the whole frame that each row begins with.</summary>
    /// <param name="caption">Stands below the column.</param>
    /// <param name="frames">A frame for each row; copied.</param>
    public void SetFrames(string caption, params Mat[] frames)
    {
        FrameCaption = caption;
        foreach ((Row row, Mat frame) in _rows.Zip(frames))
        {
            row.Frame?.Dispose();
            row.Frame = frame.Clone();
        }
    }

    /// <summary>Says something beside a row's label.</summary>
    public void SetFigures(int row, string figures) => _rows[row].Figures = figures;

    /// <summary>Draws the sheet.</summary>
    /// <param name="title">Headline.</param>
    /// <param name="subtitle">The line below it.</param>
    /// <returns>8-bit BGR, the caller's.</returns>
    /// <exception cref="InvalidOperationException">There is no frame or no close-up.</exception>
    public Mat Draw(string title, string subtitle)
    {
        if (_rows.Any(r => r.Frame is null || r.Faces.Count == 0))
        {
            throw new InvalidOperationException("A picture sheet needs a frame and a close-up for each of its rows.");
        }

        Mat first = _rows[0].Frame!;
        int frameWidth = (int)Math.Round((double)CloseUp * first.Width / first.Height), columns = _rows[0].Faces.Count;
        int width = (2 * Margin) + frameWidth + (columns * (Gap + CloseUp));
        Mat sheet = new(Header + (_rows.Length * (RowLabel + CloseUp)) + Footer, width, MatType.CV_8UC3, Paper);
        SheetText.Write(sheet, title, new Point(Margin, 42), 17, Ink, 1.8);
        SheetText.Write(sheet, subtitle, new Point(Margin, 68), 10, Pale);
        for (int i = 0; i < _rows.Length; i++)
        {
            int top = Header + (i * (RowLabel + CloseUp)) + RowLabel;
            DrawRow(sheet, _rows[i], top, frameWidth);
        }

        int captionAt = sheet.Height - Footer + 22;
        SheetText.Write(sheet, FrameCaption, new Point(Margin, captionAt), 9, Pale);
        for (int i = 0; i < columns; i++)
        {
            SheetText.Write(sheet, Captions[i], new Point(Margin + frameWidth + Gap + (i * (Gap + CloseUp)), captionAt), 9, Pale);
        }

        return sheet;
    }

    public void Dispose()
    {
        foreach (Row row in _rows)
        {
            row.Frame?.Dispose();
            row.Faces.ForEach(f => f.Dispose());
        }
    }

    private List<string> Captions { get; } = [];

    private string FrameCaption { get; set; } = "";

    private static void DrawRow(Mat sheet, Row row, int top, int frameWidth)
    {
        SheetText.Write(sheet, row.Label, new Point(Margin, top - 11), 12, Ink, 1.5);
        int after = Margin + SheetText.Width(row.Label, 12, 1.5) + 18;
        SheetText.Write(sheet, row.Figures, new Point(after, top - 11), 10, Pale);
        Place(sheet, row.Frame!, new Rect(Margin, top, frameWidth, CloseUp));
        for (int i = 0; i < row.Faces.Count; i++)
        {
            Place(sheet, row.Faces[i], new Rect(Margin + frameWidth + Gap + (i * (Gap + CloseUp)), top, CloseUp, CloseUp));
        }
    }

    private static void Place(Mat sheet, Mat picture, Rect at)
    {
        using Mat target = new(sheet, at);
        if (picture.Size() == at.Size)
        {
            picture.CopyTo(target);
            return;
        }

        bool shrinks = picture.Width > at.Width;
        Cv2.Resize(picture, target, at.Size, 0, 0, shrinks ? InterpolationFlags.Area : InterpolationFlags.Cubic);
    }

    private sealed class Row(string label)
    {
        public string Label { get; } = label;

        public string Figures { get; set; } = "";

        public Mat? Frame { get; set; }

        public List<Mat> Faces { get; } = [];
    }
}
