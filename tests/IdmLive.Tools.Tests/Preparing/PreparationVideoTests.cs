using IdmLive.Training.Data;

namespace IdmLive.Tools.Tests.Preparing;

public sealed class PreparationVideoTests
{
    [Fact]
    public void One_frame_is_taken_for_each_stretch_also_across_an_interruption()
    {
        using ClipFolder clips = ClipFolder.OrSkip();
        using PictureFolder folder = new();
        File.Move(clips.Make("clip.mp4", [.. ClipFolder.Moving, "-pix_fmt", "yuv420p"]), Path.Join(folder.Pictures, "clip.mp4"));
        folder.Prepare(folder.At("whole"));
        CropManifest part = folder.PrepareUntil(2), manifest = folder.Prepare();
        Assert.False(part.Complete);
        Assert.Equal(CropManifest.Read(folder.At("whole")).Crops.Select(c => c.Files[0]), manifest.Crops.Select(c => c.Files[0]));
        Assert.Equal(4, manifest.Crops.Count);

        // Frames at 30000/1001: the first at or behind each half second.
        Assert.All(manifest.Crops.Select((c, i) => c.FrameSeconds!.Value - (i * .5)), late => Assert.InRange(late, -.001, .0334));
        Assert.Single(manifest.Crops.Select(c => c.Split).Distinct());
    }

    [Fact]
    public void File_that_is_no_video_is_listed()
    {
        using ClipFolder needed = ClipFolder.OrSkip();
        using PictureFolder folder = new();
        folder.DrawMany(1);
        File.WriteAllText(Path.Join(folder.Pictures, "no.mp4"), "no video");
        CropManifest manifest = folder.Prepare();
        Assert.Equal("pictures/no.mp4", Assert.Single(manifest.Skipped).Source);
        Assert.Equal(1, manifest.Counts.Kept);
    }
}
