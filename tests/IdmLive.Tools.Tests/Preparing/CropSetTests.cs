using IdmLive.Training.Data;
using OpenCvSharp;

namespace IdmLive.Tools.Tests.Preparing;

public sealed class CropSetTests : IDisposable
{
    private readonly PictureFolder _folder = new();
    private readonly CropManifest _manifest;

    public CropSetTests()
    {
        _folder.DrawMany(5);
        using Mat flat = new(80, 80, MatType.CV_8UC3, Scalar.All(99));
        Cv2.ImWrite(Path.Join(_folder.Pictures, "flat.png"), flat);
        _manifest = _folder.Prepare();
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Prepared_folder_gives_its_kept_crops_with_their_pixels_and_splits()
    {
        CropSet set = CropSet.Read([_folder.Output], 64, cacheFile: null);
        CropRecord[] kept = [.. _manifest.Crops.Where(c => c.State == CropState.Kept)];
        Assert.Equal((5, 5), (kept.Length, set.Count));
        for (int i = 0; i < set.Count; i++)
        {
            using Mat picture = Cv2.ImRead(Path.Join(_folder.Output, kept[i].Files[1].Path));
            picture.GetArray(out Vec3b[] pixels);
            Assert.Equal(System.Runtime.InteropServices.MemoryMarshal.AsBytes(pixels.AsSpan()), set[i]);
            Assert.Equal(kept[i].Split, set.Split(i));
            Assert.Equal($"prepared/64/{kept[i].Id}.png", set.Source(i));
        }
    }

    [Fact]
    public void Only_the_wanted_splits_are_read()
    {
        CropSplit first = _manifest.Crops.First(c => c.State == CropState.Kept).Split;
        CropSet set = CropSet.Read([_folder.Output], 64, null, null, [first]);
        Assert.Equal(_manifest.Crops.Count(c => c.State == CropState.Kept && c.Split == first), set.Count);
        CropSplit none = Enum.GetValues<CropSplit>().First(s => _manifest.Crops.All(c => c.State != CropState.Kept || c.Split != s));
        Assert.Contains("keeps no crop", Refusal(() => CropSet.Read([_folder.Output], 64, null, null, [none])), StringComparison.Ordinal);
    }

    [Fact]
    public void Changed_file_of_the_same_length_is_refused()
    {
        string path = Path.Join(_folder.Output, _manifest.Crops[0].Files[1].Path);
        byte[] bytes = File.ReadAllBytes(path);
        bytes[^20] ^= 1;
        File.WriteAllBytes(path, bytes);
        Assert.Contains("was changed", Refusal(() => CropSet.Read([_folder.Output], 64, null)), StringComparison.Ordinal);

        // The other size is as it was.
        Assert.Equal(5, CropSet.Read([_folder.Output], 32, null).Count);
    }

    [Fact]
    public void Missing_file_missing_size_and_broken_off_preparation_are_refused()
    {
        Assert.Contains("--sizes 128", Refusal(() => CropSet.Read([_folder.Output], 128, null)), StringComparison.Ordinal);
        File.Delete(Path.Join(_folder.Output, _manifest.Crops[0].Files[0].Path));
        Assert.Contains("is missing", Refusal(() => CropSet.Read([_folder.Output], 32, null)), StringComparison.Ordinal);
        File.WriteAllText(Path.Join(_folder.Output, CropManifest.FileName), "{ \"format\": 1, \"colour\": 2 }");
        Assert.Contains("cannot be read", Refusal(() => CropSet.Read([_folder.Output], 64, null)), StringComparison.Ordinal);
        File.Delete(Path.Join(_folder.Output, CropManifest.FileName));
        Assert.Contains("broken off", Refusal(() => CropSet.Read([_folder.Output], 64, null)), StringComparison.Ordinal);
    }

    [Fact]
    public void Folder_that_was_not_prepared_is_searched_for_faces_as_before()
    {
        string cache = _folder.At("cache.bin");
        CropSet pictures = CropSet.Read([_folder.Pictures], 64, cache);
        Assert.Equal(6, pictures.Counts.Crops + pictures.Counts.WithoutFace);
        Assert.True(File.Exists(cache));
        CropSet both = CropSet.Read([_folder.Output, _folder.Pictures], 64, cache);
        Assert.Equal(pictures.Counts with { Crops = pictures.Count + 5 }, both.Counts);
        Assert.All(Enumerable.Range(0, both.Count), i => Assert.Equal(i >= pictures.Count, both.Split(i) is not null));
    }

    private static string Refusal(Action read) => Assert.Throws<ArgumentException>(read).Message;
}
