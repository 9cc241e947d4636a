using IdmLive.Tools.Evaluation;

namespace IdmLive.Tools.Tests.Evaluation;

public sealed class EvaluationOptionsTests
{
    private static readonly EvaluationOptions Fit = new() { Model = "live", Data = "faces", Output = "out", Steps = [1, 4], Peers = ["a/x.onnx", "a/y.onnx"] };

    [Fact]
    public void What_cannot_be_meant_is_refused_in_a_sentence()
    {
        Fit.Check();
        Assert.Contains("--data and --pairs", Refusal(Fit with { Data = null }), StringComparison.Ordinal);
        Assert.Contains("--data and --pairs", Refusal(Fit with { Pairs = "pairs" }), StringComparison.Ordinal);
        Assert.Contains("4 twice", Refusal(Fit with { Steps = [4, 1, 4] }), StringComparison.Ordinal);
        Assert.Contains("named 'x'", Refusal(Fit with { Peers = ["a/x.onnx", "b/x.onnx"] }), StringComparison.Ordinal);
        Assert.Contains("--curve-faces is 0", Refusal(Fit with { CurveFaces = 0 }), StringComparison.Ordinal);
    }

    [Fact]
    public void Measures_are_found_by_their_names_in_sub_folders_and_missing_ones_are_left_out()
    {
        using DrawnFaces files = new();
        Assert.Contains("holds none", Assert.Throws<ArgumentException>(() => MeasureFiles.InFolder(files.Folder)).Message, StringComparison.Ordinal);
        string lpips = files.WriteText("a/b/lpips_squeeze_v01.onnx", "x"), niqe = files.WriteText("niqe_pris_params.npz", "x");
        Assert.Equal(new MeasureFiles { Lpips = lpips, Niqe = niqe }, MeasureFiles.InFolder(files.Folder));
        Assert.Throws<ArgumentException>(() => MeasureFiles.InFolder(files.Folder + "-nowhere"));
    }

    private static string Refusal(EvaluationOptions options) => Assert.Throws<ArgumentException>(options.Check).Message;
}
