using IdmLive.Pipeline.Restoring;
using OpenCvSharp;

namespace IdmLive.Tools.Evaluation;

/// <summary>The picture sheet of an evaluation: a row a face, degraded, restored with each restorer, clean.</summary>
internal static class EvaluationSheet
{
    private const int Header = 28;
    private const int Gap = 4;

    /// <summary>Draws the sheet.</summary>
    /// <param name="set">The faces.</param>
    /// <param name="rows">Positions of the faces to show.</param>
    /// <param name="restorers">Columns between input and clean, with their headings.</param>
    /// <returns>A new picture; the caller disposes of it.</returns>
    public static Mat Draw(TestSet set, IReadOnlyList<int> rows, IReadOnlyList<(string Heading, IFaceRestorer Restorer)> restorers)
    {
        string[] headings = ["input", .. restorers.Select(r => r.Heading), "clean"];
        using TestPair first = set.Pair(rows[0]);
        int size = first.Clean.Width;
        Mat sheet = new(
            Header + (rows.Count * (size + Gap)), (headings.Length * (size + Gap)) - Gap, MatType.CV_8UC3, Scalar.All(255));
        for (int c = 0; c < headings.Length; c++)
        {
            Cv2.PutText(sheet, headings[c], new Point((c * (size + Gap)) + 6, 20), HersheyFonts.HersheySimplex, .55, Scalar.All(30), 1, LineTypes.AntiAlias);
        }

        for (int r = 0; r < rows.Count; r++)
        {
            using TestPair pair = set.Pair(rows[r]);
            Paste(sheet, pair.Degraded, r, 0);
            for (int c = 0; c < restorers.Count; c++)
            {
                using Mat restored = new(pair.Clean.Size(), MatType.CV_8UC3);
                restorers[c].Restorer.Restore([new FaceCrop(pair.Degraded, rows[r])], [restored]);
                Paste(sheet, restored, r, c + 1);
            }

            Paste(sheet, pair.Clean, r, headings.Length - 1);
        }

        return sheet;
    }

    private static void Paste(Mat sheet, Mat picture, int row, int column)
    {
        using Mat place = sheet[new Rect(column * (picture.Width + Gap), Header + (row * (picture.Height + Gap)), picture.Width, picture.Height)];
        picture.CopyTo(place);
    }
}
