using IdmLive.Pipeline.Measures;
using IdmLive.Pipeline.Restoring;
using IdmLive.Tools.Evaluation;
using OpenCvSharp;

namespace IdmLive.Tools.Tests.Evaluation;

public sealed class PeerRestorerTests
{
    [Fact]
    public void A_network_that_enlarges_four_times_gives_back_the_face_in_its_size_and_colours()
    {
        using PeerRestorer peer = new(SharedFile.OrSkip("models/peers/realesr-general-x4v3.onnx"), 128);
        Assert.Equal(4, peer.Factor);
        Assert.Equal("realesr-general-x4v3", peer.ModelName);
        using Mat face = DrawnFaces.Draw(3, 128), restored = new(128, 128, MatType.CV_8UC3);
        Cv2.GaussianBlur(face, face, default, 3);
        peer.Restore([new FaceCrop(face, 0)], [restored]);

        // Planes in the wrong order or scale would be far off.
        Assert.InRange(PictureMeasures.Psnr(restored, face), 22, 60);
        Scalar a = Cv2.Mean(face), b = Cv2.Mean(restored);
        Assert.All([a.Val0 - b.Val0, a.Val1 - b.Val1, a.Val2 - b.Val2], d => Assert.InRange(d, -4, 4));
    }

    [Fact]
    public void What_is_no_restoring_network_is_refused_in_a_sentence()
    {
        using DrawnFaces faces = new();
        Assert.Contains("no network", Refusal("/nowhere/peer.onnx"), StringComparison.Ordinal);
        Assert.Contains("not an ONNX network", Refusal(faces.WriteText("peer.onnx", "text")), StringComparison.Ordinal);
        Assert.Contains("2 inputs", Refusal(SharedFile.OrSkip("models/metrics/lpips_squeeze_v01.onnx")), StringComparison.Ordinal);
        Assert.Contains("gives the shape", Refusal(SharedFile.OrSkip("models/identity/mobilefacenet-foamliu.onnx")), StringComparison.Ordinal);
    }

    private static string Refusal(string path) => Assert.Throws<ArgumentException>(() => new PeerRestorer(path, 256)).Message;
}
