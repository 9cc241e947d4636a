using IdmLive.Tools.Preparing;
using IdmLive.Training.Data;
using OpenCvSharp;

namespace IdmLive.Tools.Tests.Preparing;

public sealed class PreparationTests : IDisposable
{
    private readonly PictureFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Crops_lie_at_all_sizes_under_their_names_and_hashes()
    {
        _folder.DrawMany(5);
        CropManifest manifest = _folder.Prepare();
        Assert.True(manifest.Complete);
        Assert.Equal(5, manifest.Counts.Kept);
        foreach (CropRecord crop in manifest.Crops)
        {
            Assert.Equal([32, 64], crop.Files.Select(f => f.Size));
            foreach (CropFile file in crop.Files)
            {
                string path = Path.Join(_folder.Output, file.Path);
                Assert.Equal(file.Bytes, new FileInfo(path).Length);
                Assert.Equal(file.Sha256, PieceLooker.Hash(path));
                using Mat picture = Cv2.ImRead(path);
                Assert.Equal(new Size(file.Size, file.Size), picture.Size());
            }
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public void Interrupted_run_goes_on_to_the_folder_of_an_uninterrupted_one(int pieces)
    {
        _folder.DrawMany(8);
        _folder.Prepare(_folder.At("whole"));
        CropManifest part = _folder.PrepareUntil(pieces);
        Assert.False(part.Complete);
        Assert.InRange(part.Crops.Count, pieces, 7);
        Assert.True(_folder.Prepare().Complete);
        AssertSame(_folder.At("whole"), _folder.Output);
    }

    [Fact]
    public void Killed_run_leaves_nothing_half_and_goes_on()
    {
        _folder.DrawMany(8);
        _folder.Prepare(_folder.At("whole"));
        _folder.PrepareUntil(3);

        // As after a kill: a journal line cut off, a picture under its temporary name, one without its journal line, no manifest.
        string journal = Path.Join(_folder.Output, CropManifest.JournalName), stray = Path.Join(_folder.Output, "64", ".x.png.0123.tmp");
        byte[] bytes = File.ReadAllBytes(journal);
        File.WriteAllBytes(journal, bytes[..^40]);
        File.WriteAllText(stray, "half");
        File.Delete(Path.Join(_folder.Output, CropManifest.FileName));
        _folder.Prepare();
        Assert.False(File.Exists(stray));
        AssertSame(_folder.At("whole"), _folder.Output);
    }

    [Fact]
    public void Additions_move_no_old_crop_to_another_split()
    {
        _folder.DrawMany(6);
        CropManifest before = _folder.Prepare();
        for (int i = 6; i < 12; i++)
        {
            _folder.Draw($"{i - 6}-added.png", i);
        }

        CropManifest after = _folder.Prepare();
        Assert.Equal(12, after.Counts.Kept);
        Dictionary<string, CropRecord> found = after.Crops.ToDictionary(c => c.Id);
        Assert.All(before.Crops, c => Assert.Equal((c.Split, c.State), (found[c.Id].Split, found[c.Id].State)));
        Assert.All(after.Crops, c => Assert.Equal(SourceSplit.Of(c.SourceSha256, after.Rules.Shares), c.Split));
    }

    [Fact]
    public void Copy_is_set_aside_and_goes_with_its_original()
    {
        _folder.DrawMany(6);
        Dictionary<string, CropRecord> originals = _folder.Prepare().Crops.ToDictionary(c => c.Source);
        foreach (int i in Enumerable.Range(0, 6))
        {
            using Mat picture = Cv2.ImRead(Path.Join(_folder.Pictures, $"{i}.png"));
            Cv2.ImWrite(Path.Join(_folder.Pictures, $"{i}-copy.jpg"), picture, new ImageEncodingParam(ImwriteFlags.JpegQuality, 60));
        }

        CropManifest manifest = _folder.Prepare();
        CropRecord[] copies = [.. manifest.Crops.Where(c => c.Source.EndsWith(".jpg", StringComparison.Ordinal))];
        Assert.Equal(6, copies.Length);
        Assert.Equal(6, manifest.Counts.Kept);
        foreach (CropRecord copy in copies)
        {
            CropRecord original = originals[copy.Source.Replace("-copy.jpg", ".png", StringComparison.Ordinal)];
            Assert.Equal((CropState.SetAside, $"near duplicate of {original.Id}", original.Split), (copy.State, copy.Reason, copy.Split));
            Assert.All(copy.Files, f => Assert.True(f.Path.StartsWith("set-aside/", StringComparison.Ordinal) && File.Exists(Path.Join(_folder.Output, f.Path))));
        }
    }

    [Fact]
    public void Broken_empty_and_equal_files_are_listed_and_the_rest_is_used()
    {
        _folder.DrawMany(2);
        File.WriteAllText(Path.Join(_folder.Pictures, "broken.jpg"), "no picture");
        File.WriteAllBytes(Path.Join(_folder.Pictures, "empty.png"), []);
        File.Copy(Path.Join(_folder.Pictures, "0.png"), Path.Join(_folder.Pictures, "0-again.png"));
        CropManifest manifest = _folder.Prepare();
        Assert.Equal(2, manifest.Counts.Kept);
        Assert.Equal(["pictures/0.png", "pictures/broken.jpg", "pictures/empty.png"], manifest.Skipped.Select(s => s.Source));
        Assert.Equal("the same file as pictures/0-again.png", manifest.Skipped[0].Reason);
        Assert.Contains("damaged", manifest.Skipped[1].Reason, StringComparison.Ordinal);
        Assert.Equal(manifest.Skipped, _folder.Prepare().Skipped);
    }

    [Fact]
    public void Pictures_of_mixed_size_give_the_sizes_they_are_large_enough_for()
    {
        _folder.Draw("large.png", 1, 200, 150);
        _folder.Draw("middle.png", 2, 50, 40);
        _folder.Draw("small.png", 3, 30, 20);
        CropManifest manifest = _folder.Prepare();
        Assert.Equal([2, 1, 1], manifest.Crops.Select(c => c.Files.Count));
        Assert.Equal([CropState.Kept, CropState.Kept, CropState.SetAside], manifest.Crops.Select(c => c.State));
        Assert.StartsWith("too small", manifest.Crops[2].Reason, StringComparison.Ordinal);
        Assert.Contains("1 of 2 kept crops have no 64 px picture: their sources are too small for it.", PrepareSummary.Of(manifest).Remarks(manifest));
    }

    [Fact]
    public void Flat_picture_is_unsharp()
    {
        using Mat flat = new(80, 80, MatType.CV_8UC3, Scalar.All(99));
        Cv2.ImWrite(Path.Join(_folder.Pictures, "flat.png"), flat);
        CropRecord crop = Assert.Single(_folder.Prepare().Crops);
        Assert.StartsWith("unsharp", crop.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Tiles_cover_the_picture_in_squares_of_the_largest_size()
    {
        _folder.Draw("wide.png", 4, 200, 130);
        PrepareOptions options = _folder.Options();
        CropManifest manifest = new Preparation(options with { Rules = options.Rules with { Tiles = true } }).Run(null, default);
        Assert.Equal(6, manifest.Crops.Count);
        Assert.All(manifest.Crops, c => Assert.Equal(64, c.SquareSide));
    }

    [Fact]
    public void One_picture_is_prepared_with_a_remark()
    {
        _folder.Draw("one.png", 1);
        CropManifest manifest = _folder.Prepare();
        Assert.Contains(PrepareSummary.Of(manifest).Remarks(manifest), r => r.StartsWith("Only one crop was kept", StringComparison.Ordinal));
    }

    [Fact]
    public void Deleted_crops_are_made_anew()
    {
        _folder.DrawMany(3);
        CropManifest before = _folder.Prepare();
        File.Delete(Path.Join(_folder.Output, before.Crops[1].Files[0].Path));
        CropManifest after = _folder.Prepare();
        Assert.Equal(before.Crops.Select(c => c.Id).Order(), after.Crops.Select(c => c.Id).Order());
        Assert.All(after.Crops, c => Assert.True(File.Exists(Path.Join(_folder.Output, c.Files[0].Path))));
    }

    [Fact]
    public void Other_options_other_folders_and_empty_inputs_are_refused_in_a_sentence()
    {
        Assert.StartsWith("There are no pictures", Refusal(_folder.Options()), StringComparison.Ordinal);
        _folder.DrawMany(1);
        _folder.Prepare();
        PrepareOptions options = _folder.Options();
        Assert.Contains("other options", Refusal(options with { Rules = options.Rules with { Sizes = [32] } }), StringComparison.Ordinal);
        string other = Directory.CreateDirectory(_folder.At("other")).FullName;
        File.WriteAllText(Path.Join(other, "letter.txt"), "text");
        Assert.Contains("not made by prepare", Refusal(options with { Output = other }), StringComparison.Ordinal);
        Assert.Contains("does not exist", Refusal(options with { Inputs = [_folder.At("nowhere")] }), StringComparison.Ordinal);
        Assert.Contains("give sizes from", Refusal(options with { Rules = options.Rules with { Sizes = [8] } }), StringComparison.Ordinal);
    }

    private static string Refusal(PrepareOptions options) => Assert.Throws<ArgumentException>(() => new Preparation(options).Run(null, default)).Message;

    private static void AssertSame(string expected, string actual)
    {
        string[] Files(string folder) => [.. Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Select(f => Path.GetRelativePath(folder, f)).Order()];
        Assert.Equal(Files(expected), Files(actual));
        Assert.All(Files(expected), f => Assert.Equal(File.ReadAllBytes(Path.Join(expected, f)), File.ReadAllBytes(Path.Join(actual, f))));
    }
}
