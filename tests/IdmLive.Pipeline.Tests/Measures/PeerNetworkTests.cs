using IdmLive.Pipeline.Measures;

namespace IdmLive.Pipeline.Tests.Measures;

public sealed class PeerNetworkTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("idmlive-peer-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Network_that_keeps_the_size_is_fed_the_whole_face()
    {
        using PeerNetwork peer = new(Write(DrawnOnnx.Keeping()), 96, 1);
        Assert.Equal(("peer", 1, 96), (peer.Name, peer.Factor, peer.Pixels));
        peer.Run();
    }

    [Fact]
    public void Network_that_enlarges_is_fed_what_it_makes_a_face_of()
    {
        using PeerNetwork peer = new(Write(DrawnOnnx.Doubling()), 96, 1);
        Assert.Equal((2, 48), (peer.Factor, peer.Pixels));
        peer.Run();
    }

    [Fact]
    public void Network_with_a_fixed_input_is_fed_that()
    {
        using PeerNetwork peer = new(Write(DrawnOnnx.Keeping(40)), 96, 1);
        Assert.Equal((1, 40), (peer.Factor, peer.Pixels));
        peer.Run();
    }

    [Fact]
    public void What_is_no_such_network_is_one_sentence()
    {
        Assert.Contains("no network", Assert.Throws<FileNotFoundException>(() => new PeerNetwork(Path.Join(_folder, "none.onnx"), 96, 1)).Message);
        Assert.Contains("not an ONNX network", Assert.Throws<InvalidDataException>(() => new PeerNetwork(Write([1, 2, 3]), 96, 1)).Message);
    }

    private string Write(byte[] model)
    {
        string path = Path.Join(_folder, "peer.onnx");
        File.WriteAllBytes(path, model);
        return path;
    }
}
