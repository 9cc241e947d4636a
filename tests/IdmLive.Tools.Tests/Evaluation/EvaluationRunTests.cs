using IdmLive.Pipeline.Restoring;
using IdmLive.Tools.Evaluation;
using OpenCvSharp;

namespace IdmLive.Tools.Tests.Evaluation;

public sealed class EvaluationRunTests
{
    private const int Faces = 3;

    [Fact]
    public void A_model_that_changes_nothing_is_wholly_authentic_and_has_the_figures_of_the_input()
    {
        EvaluationResult result = Run(1, _ => { });
        Assert.Equal(["input", "drawn@4", "peer:drawn"], result.Rows.Select(r => r.Name));
        Assert.Equal(result.Rows[0].Figures, result.Rows[1].Figures);
        Authenticity a = Assert.Single(result.Authenticity);
        Assert.Equal(PictureFigures.HighestPsnr, a.Twice.Psnr);
        Assert.Equal(PictureFigures.HighestPsnr, a.Clean.Psnr);
        Assert.Equal(1, a.Twice.Id, 1e-6);
        Assert.Equal(1, a.Clean.Id, 1e-6);
    }

    [Fact]
    public void A_model_that_brightens_drifts_by_as_much_with_each_application()
    {
        EvaluationResult result = Run(1, face => Cv2.Add(face, Scalar.All(4), face), curveFaces: 2);
        AuthenticityCurve curve = Assert.Single(result.Authenticity).Curve;
        Assert.Equal(2, curve.Faces);
        Assert.Equal(EvaluationLane.Applications, curve.CleanFromTruth.Count);
        Assert.Equal(EvaluationLane.Applications, curve.FromOnce.Count);
        Assert.Equal(PictureFigures.HighestPsnr, curve.FromOnce[0].Psnr);
        for (int n = 1; n <= EvaluationLane.Applications; n++)
        {
            // Levels that reach 255 stop there, hence the tolerance.
            Assert.Equal(20 * Math.Log10(255.0 / (4 * n)), curve.CleanFromTruth[n - 1].Psnr, 1.5);
        }

        for (int n = 2; n < EvaluationLane.Applications; n++)
        {
            Assert.Equal(curve.CleanFromTruth[n - 2].Psnr, curve.FromOnce[n - 1].Psnr, 1.5);
        }
    }

    [Fact]
    public void Groups_by_skin_hold_each_face_once_with_the_figures_it_has_among_all()
    {
        EvaluationRow row = new("live@1", [.. Enumerable.Range(0, 5).Select(i => new PictureFigures { Psnr = 20 + i })]);
        IReadOnlyList<FaceGroup> groups = FaceGroup.BySkin([row], [60, 41.5, 20, -30, double.NaN]);
        Assert.Equal([2, 1, 1], groups.Select(g => g.Rows[0].Figures.Count));
        Assert.Equal([20.5, 22, 23], groups.Select(g => g.Rows[0].Mean(FigureColumn.Psnr)));
        Assert.Equal(2, FaceGroup.BySkin([row], [60, 41.5, -20, -30, 50]).Count);
    }

    [Fact]
    public void Groups_of_a_file_hold_the_faces_that_it_names()
    {
        GroupFile file = Groups("file,glasses,age\n0.png, dark ,below 50\n1.png,none,below 50\n\n3.png,none,\nelsewhere.png,none,50 or above\n");
        EvaluationRow row = new("live@1", [.. Enumerable.Range(0, 4).Select(i => new PictureFigures { Psnr = 20 + i })]);
        IReadOnlyList<FaceGroup> groups = file.Of([row], ["set/0.png", "1.png", "2.png", "3.png"]);
        Assert.Equal(["glasses: dark", "glasses: none", "age: below 50"], groups.Select(g => g.Name));
        Assert.Equal([20, 22, 20.5], groups.Select(g => g.Rows[0].Mean(FigureColumn.Psnr)));
        Assert.Contains("none of the 1 pictures, such as 'a.png'", file.Complaint(["set/a.png"]));
        Assert.Null(file.Complaint(["a.png", "set/3.png"]));
        Assert.Empty(file.Of([row], ["a.png", "b.png", "c.png", "d.png"]));
    }

    [Theory]
    [InlineData("", "holds no groups")]
    [InlineData("file\n0.png\n", "holds no groups")]
    [InlineData("file,glasses\n0.png,none,50\n", "3 cells for '0.png' and 2 columns")]
    [InlineData("file,glasses\n0.png,none\n0.png,dark\n", "'0.png' twice")]
    public void A_file_without_groups_is_refused(string text, string sentence) =>
        Assert.Contains(sentence, Assert.Throws<ArgumentException>(() => Groups(text)).Message);

    [Fact]
    public void No_figure_depends_on_the_number_of_lanes()
    {
        static void Soften(Mat face) => Cv2.GaussianBlur(face, face, default, .8);
        EvaluationResult one = Run(1, Soften), three = Run(3, Soften);
        Assert.Equal(one.Faces, three.Faces);
        Assert.Equal(one.Rows.Select(r => r.Figures), three.Rows.Select(r => r.Figures));
        Assert.Equal(one.Authenticity[0].Twice, three.Authenticity[0].Twice);
        Assert.Equal(one.Authenticity[0].Curve.FromTruth, three.Authenticity[0].Curve.FromTruth);
    }

    [Fact]
    public void A_failure_in_a_lane_ends_the_run_with_its_own_exception()
    {
        ArgumentException e = Assert.Throws<ArgumentException>(() => Run(2, _ => throw new ArgumentException("The reason.")));
        Assert.Equal("The reason.", e.Message);
    }

    [Fact]
    public void The_sheet_shows_every_column_of_the_chosen_faces()
    {
        using EvaluationSheet sheet = new(["input", "drawn@4", "peer:drawn", "clean"], [0, 2], DrawnFaces.Size);
        Run(2, face => face.SetTo(new Scalar(10, 20, 200)), sheet: sheet);
        Assert.Equal(new Size((4 * 68) - 4, 28 + (2 * 68)), sheet.Picture.Size());
        using TestPair last = DrawnFaces.Set(Faces).Pair(2);
        using Mat input = sheet.Picture[new Rect(0, 28 + 68, 64, 64)], restored = sheet.Picture[new Rect(68, 28 + 68, 64, 64)];
        using Mat clean = sheet.Picture[new Rect(3 * 68, 28 + 68, 64, 64)];
        Assert.Equal(0, Cv2.Norm(last.Degraded, input, NormTypes.INF));
        Assert.Equal(0, Cv2.Norm(last.Clean, clean, NormTypes.INF));
        Assert.Equal(new Scalar(10, 20, 200), Cv2.Mean(restored));
    }

    private static GroupFile Groups(string text)
    {
        string path = Path.GetTempFileName();
        try
        {
            File.WriteAllText(path, text);
            return GroupFile.Read(path);
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static EvaluationResult Run(int lanes, Action<Mat> change, int curveFaces = 1, EvaluationSheet? sheet = null)
    {
        EvaluationLane[] made = [.. Enumerable.Range(0, lanes).Select(_ => new EvaluationLane(
            [
                new("drawn@4", new ChangingRestorer(change, 4), RestorerRole.Model),
                new("peer:drawn", new ChangingRestorer(_ => { }, 1), RestorerRole.Peer),
            ],
            new Evaluator(new MeasureFiles())))];
        try
        {
            return new EvaluationRun(DrawnFaces.Set(Faces), made) { Sheet = sheet }.Run("drawn", curveFaces);
        }
        finally
        {
            Array.ForEach(made, l => l.Dispose());
        }
    }

    private sealed class ChangingRestorer(Action<Mat> change, int steps) : IFaceRestorer
    {
        public int CropSize => DrawnFaces.Size;

        public string ModelName => "drawn";

        public int Steps => steps;

        public void Restore(IReadOnlyList<FaceCrop> crops, IReadOnlyList<Mat> restored)
        {
            for (int i = 0; i < crops.Count; i++)
            {
                crops[i].Pixels.CopyTo(restored[i]);
                change(restored[i]);
            }
        }

        public void Dispose()
        {
        }
    }
}
