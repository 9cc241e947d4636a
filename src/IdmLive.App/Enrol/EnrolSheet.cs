using IdmLive.App.Demo;
using OpenCvSharp;

namespace IdmLive.App.Enrol;

/// <summary>The picture of an enrolment: the frames that are learned from, and held-out frames degraded, restored by both models, and true. One thread.</summary>
internal sealed class EnrolSheet : IDisposable
{
    private const int Small = 96;
    private const int Large = 256;
    private const int Gap = 6;
    private const int Line = 34;
    private const int Across = 12;

    private static readonly string[] Columns = ["degraded", "general model", "personal model", "true"];
    private static readonly Scalar Paper = Scalar.All(250), Ink = Scalar.All(40);

    private readonly List<Mat> _chosen = [];
    private readonly List<Mat[]> _trials = [];

    /// <summary>Adds a frame that is learned from.</summary>
    /// <param name="crop">8-bit BGR, square; copied.</param>
    public void AddChosen(Mat crop)
    {
        Mat small = new();
        Cv2.Resize(crop, small, new Size(Small, Small), 0, 0, InterpolationFlags.Area);
        _chosen.Add(small);
    }

    /// <summary>Adds a held-out frame; the pictures are copied.</summary>
    public void AddTrial(Mat degraded, Mat general, Mat personal, Mat truth) => _trials.Add([degraded.Clone(), general.Clone(), personal.Clone(), truth.Clone()]);

    /// <summary>Draws the sheet as JPEG.</summary>
    /// <param name="figures">The line of figures above the held-out frames.</param>
    public byte[] Draw(string figures)
    {
        int rows = (_chosen.Count + Across - 1) / Across, chosenHeight = rows * (Small + Gap), trialHeight = _trials.Count * (Large + Gap);
        using Mat sheet = new((3 * Line) + chosenHeight + trialHeight + Gap, (Across * (Small + Gap)) + Gap, MatType.CV_8UC3, Paper);
        SheetText.Write(sheet, $"learned from: {_chosen.Count} frames", new Point(Gap, Line - 10), 18, Ink);
        for (int i = 0; i < _chosen.Count; i++)
        {
            Put(sheet, _chosen[i], Gap + (i % Across * (Small + Gap)), Line + (i / Across * (Small + Gap)));
        }

        int top = Line + chosenHeight;
        SheetText.Write(sheet, figures, new Point(Gap, top + Line - 10), 16, Ink);
        for (int c = 0; c < Columns.Length; c++)
        {
            SheetText.Write(sheet, Columns[c], new Point(Gap + (c * (Large + Gap)), top + (2 * Line) - 10), 16, Ink);
        }

        foreach ((int r, Mat[] pictures) in _trials.Index())
        {
            for (int c = 0; c < pictures.Length; c++)
            {
                Put(sheet, pictures[c], Gap + (c * (Large + Gap)), top + (2 * Line) + (r * (Large + Gap)));
            }
        }

        Cv2.ImEncode(".jpg", sheet, out byte[] jpeg, new ImageEncodingParam(ImwriteFlags.JpegQuality, 92));
        return jpeg;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (Mat mat in _chosen.Concat(_trials.SelectMany(t => t)))
        {
            mat.Dispose();
        }
    }

    private static void Put(Mat sheet, Mat picture, int left, int top)
    {
        using Mat place = sheet[new Rect(left, top, picture.Width, picture.Height)];
        picture.CopyTo(place);
    }
}
