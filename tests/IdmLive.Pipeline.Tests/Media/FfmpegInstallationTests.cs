using IdmLive.Pipeline.Media;

namespace IdmLive.Pipeline.Tests.Media;

public sealed class FfmpegInstallationTests : IDisposable
{
    private readonly ClipFolder _clips = ClipFolder.OrSkip();

    public void Dispose() => _clips.Dispose();

    [Fact]
    public void A_missing_ffmpeg_is_one_sentence_that_names_the_cure()
    {
        MediaException nowhere = Assert.Throws<MediaException>(() => FfmpegInstallation.Find(null, _clips.Root));
        Assert.Equal(MediaFailure.Machine, nowhere.Failure);
        Assert.Contains("ffmpeg was not found on the PATH; install it:", nowhere.Message, StringComparison.Ordinal);
        MediaException named = Assert.Throws<MediaException>(() => FfmpegInstallation.Find(_clips.Root, ""));
        Assert.Contains("which IDMLIVE_FFMPEG names", named.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void It_can_be_named_by_its_folder_or_by_the_program_itself()
    {
        FfmpegInstallation found = FfmpegInstallation.Find();
        Assert.Equal(found.FfmpegPath, FfmpegInstallation.Find(Path.GetDirectoryName(found.FfmpegPath), "").FfmpegPath);
        Assert.Equal(found.FfprobePath, FfmpegInstallation.Find(found.FfmpegPath, "").FfprobePath);
        Assert.NotEmpty(found.Version);
        Assert.True(found.HasVideoEncoder("ffv1"));
        Assert.False(found.HasVideoEncoder("pcm_s16le"));
    }

    [Fact]
    public void A_program_of_that_name_that_is_no_ffmpeg_is_refused()
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("needs executable scripts");
            return;
        }

        foreach (string name in new[] { "ffmpeg", "ffprobe" })
        {
            File.WriteAllText(_clips.At(name), "#!/bin/sh\necho something else\n");
            File.SetUnixFileMode(_clips.At(name), UnixFileMode.UserRead | UnixFileMode.UserExecute);
        }

        Assert.Contains("does not run as ffmpeg does", Assert.Throws<MediaException>(() => FfmpegInstallation.Find(_clips.Root, "")).Message, StringComparison.Ordinal);
    }
}
