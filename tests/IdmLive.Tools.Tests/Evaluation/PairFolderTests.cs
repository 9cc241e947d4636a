using IdmLive.Tools.Evaluation;
using OpenCvSharp;

namespace IdmLive.Tools.Tests.Evaluation;

public sealed class PairFolderTests : IDisposable
{
    private readonly DrawnFaces _faces = new();

    public void Dispose() => _faces.Dispose();

    [Fact]
    public void One_pair_alone_is_read_as_it_lies_there()
    {
        _faces.Write("clean/a.png", 1);
        _faces.Write("degraded/a.bmp", 2);
        PairFolder pairs = new(_faces.Folder, DrawnFaces.Size);
        Assert.Equal(1, pairs.Count);
        Assert.Empty(pairs.Skipped);
        using TestPair pair = pairs.Pair(0);
        using Mat clean = DrawnFaces.Draw(1), degraded = DrawnFaces.Draw(2);
        Assert.Equal(0, Cv2.Norm(clean, pair.Clean, NormTypes.INF));
        Assert.Equal(0, Cv2.Norm(degraded, pair.Degraded, NormTypes.INF));
    }

    [Fact]
    public void Broken_and_lonely_pictures_are_listed_and_the_rest_is_measured()
    {
        foreach (string name in new[] { "a", "b", "c" })
        {
            _faces.Write($"clean/{name}.png", 1);
        }

        _faces.Write("degraded/a.png", 2);
        _faces.WriteText("degraded/b.png", "no picture");
        _faces.Write("degraded/d.png", 3);
        PairFolder pairs = new(_faces.Folder, DrawnFaces.Size);
        Assert.Equal(1, pairs.Count);
        Assert.Equal(
            ["clean/c.png", "degraded/b.png", "degraded/d.png"], pairs.Skipped.Select(s => s.Name.Replace('\\', '/')).Order(StringComparer.Ordinal));
        Assert.All(pairs.Skipped, s => Assert.EndsWith(".", s.Reason, StringComparison.Ordinal));
    }

    [Fact]
    public void Pairs_of_mixed_size_are_named_in_one_sentence()
    {
        for (int i = 0; i < 6; i++)
        {
            _faces.Write($"clean/{i}.png", i, i < 5 ? 48 : DrawnFaces.Size);
            _faces.Write($"degraded/{i}.png", i);
        }

        string message = Assert.Throws<ArgumentException>(() => new PairFolder(_faces.Folder, DrawnFaces.Size)).Message;
        Assert.Contains("64x64", message, StringComparison.Ordinal);
        Assert.Contains("0 (48x48 clean, 64x64 degraded)", message, StringComparison.Ordinal);
        Assert.Contains("and 2 more", message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_folder_without_pairs_is_refused()
    {
        Assert.Contains("no folder", Assert.Throws<ArgumentException>(() => new PairFolder(_faces.Folder, DrawnFaces.Size)).Message, StringComparison.Ordinal);
        _faces.Write("clean/a.png", 1);
        _faces.Write("degraded/b.png", 1);
        Assert.Contains("2 were skipped", Assert.Throws<ArgumentException>(() => new PairFolder(_faces.Folder, DrawnFaces.Size)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Two_files_of_one_name_are_refused()
    {
        _faces.Write("clean/a.png", 1);
        _faces.Write("clean/a.bmp", 1);
        _faces.Write("degraded/a.png", 1);
        Assert.Contains("leave one", Assert.Throws<ArgumentException>(() => new PairFolder(_faces.Folder, DrawnFaces.Size)).Message, StringComparison.Ordinal);
    }
}
