using System.Globalization;

namespace IdmLive.Pipeline.Media;

/// <summary>
/// Puts restored pictures and the input's own sound, subtitles, chapters and tags together into the finished file. Nothing is encoded
/// here: every packet is copied bit for bit.
/// </summary>
internal sealed class FinishedVideo
{
    private static readonly TimeSpan CheckLimit = TimeSpan.FromSeconds(30);

    private readonly FfmpegInstallation _ffmpeg;
    private readonly MediaInfo? _input;
    private readonly VideoContainer _container;

    /// <summary>Makes a composer for one input and container.</summary>
    /// <param name="ffmpeg">The programs to use.</param>
    /// <param name="input">Whose sound, subtitles, chapters and tags are copied; null for pictures alone.</param>
    /// <param name="container">What is written.</param>
    public FinishedVideo(FfmpegInstallation ffmpeg, MediaInfo? input, VideoContainer container)
    {
        _ffmpeg = ffmpeg;
        _input = input;
        _container = container;
        Copied = input is null ? [] : [.. input.Copied.Where(stream => stream.Kind == "audio" || Holds(stream, input.Path))];
    }

    /// <summary>The input's streams that go into the output; subtitles that its container cannot hold are not among them.</summary>
    public IReadOnlyList<CopiedStreamInfo> Copied { get; }

    /// <summary>Checks that the container can hold the sound of the input.</summary>
    /// <exception cref="MediaException">It cannot.</exception>
    public void CheckSound()
    {
        foreach (CopiedStreamInfo stream in Copied)
        {
            if (stream.Kind == "audio" && !Holds(stream, _input!.Path))
            {
                throw new MediaException(
                    MediaFailure.Input,
                    $"The sound of {_input.Path} ({stream.Codec}) cannot be copied into a {_container.Extension} file; name the output .mkv, which holds any sound.");
            }
        }
    }

    /// <summary>Checks that the container can hold the encoded pictures.</summary>
    /// <param name="sample">A fragmented file with some of them.</param>
    /// <param name="encoder">What encoded them.</param>
    /// <exception cref="MediaException">It cannot.</exception>
    public void CheckPictures(string sample, VideoEncoder encoder)
    {
        if (!Writes(["-i", FfmpegProcess.InputName(sample), "-map", "0:v:0", "-c", "copy"]))
        {
            throw new MediaException(
                MediaFailure.Input, $"A {_container.Extension} file cannot hold video of the encoder {encoder.Name}; choose another --codec, or name the output .mkv.");
        }
    }

    /// <summary>Writes the finished file.</summary>
    /// <param name="pictures">The fragmented file with all pictures.</param>
    /// <param name="timing">Their number and times.</param>
    /// <param name="target">The file to write; overwritten.</param>
    /// <exception cref="MediaException">It could not be written.</exception>
    public void Write(string pictures, PictureTiming timing, string target)
    {
        List<string> arguments = ["-hide_banner", "-nostdin", "-nostats", "-loglevel", "level+warning", "-y"];
        if (timing.Shift != TimeSpan.Zero)
        {
            arguments.AddRange(["-itsoffset", timing.Shift.TotalSeconds.ToString("0.000000", CultureInfo.InvariantCulture)]);
        }

        arguments.AddRange(["-i", FfmpegProcess.InputName(pictures)]);
        if (_input is not null)
        {
            arguments.AddRange(["-i", FfmpegProcess.InputName(_input.Path)]);
        }

        arguments.AddRange(["-copyts", "-map", "0:v:0"]);
        foreach (CopiedStreamInfo stream in Copied)
        {
            arguments.AddRange(["-map", $"1:{stream.Index}"]);
        }

        // A fragmented file gives each frame's length but, if it starts late, the last one's; the container wants that too. No -r
        // here: since ffmpeg 7 it makes a frame the unit of time, and stamps are rounded to it.
        arguments.AddRange(["-c", "copy", "-bsf:v", string.Create(CultureInfo.InvariantCulture, $"setts=duration=if(eq(N\\,{timing.Frames - 1})\\,{timing.LastDuration}\\,DURATION)")]);
        string tags = _input is null ? "-1" : "1";
        arguments.AddRange(["-map_metadata", tags, "-map_chapters", tags, "-fflags", "+bitexact"]);
        if (_container.KeepsTimeBase)
        {
            arguments.AddRange(["-video_track_timescale", timing.Clock.FinalTimescale.ToString(CultureInfo.InvariantCulture), "-movflags", "+faststart"]);
        }

        arguments.AddRange(["-f", _container.Muxer, FfmpegProcess.InputName(target)]);
        using FfmpegProcess process = FfmpegProcess.Start(_ffmpeg.FfmpegPath, arguments);
        int exit = process.WaitForExit();
        if (exit != 0 || !File.Exists(target) || new FileInfo(target).Length == 0 || process.Said("No space left"))
        {
            throw process.Said("No space left")
                ? new MediaException(MediaFailure.Output, $"There is not enough space to write {target}; {(_input is null ? $"make room; the pictures are in {pictures}" : "make room and go on with --resume")}.")
                : new MediaException(MediaFailure.Output, $"{target} could not be put together from pictures and sound ({process.LastWords()}).");
        }
    }

    private bool Holds(CopiedStreamInfo stream, string input) =>
        Writes(["-i", FfmpegProcess.InputName(input), "-map", $"0:{stream.Index}", "-c", "copy", "-t", "0"]);

    /// <summary>Whether the container's writer takes the streams: the writer itself is asked, as what it takes differs between versions.</summary>
    private bool Writes(string[] streams)
    {
        string nowhere = OperatingSystem.IsWindows() ? "NUL" : "/dev/null";
        using FfmpegProcess process = FfmpegProcess.Start(
            _ffmpeg.FfmpegPath, ["-hide_banner", "-nostdin", "-nostats", "-loglevel", "error", "-y", .. streams, "-f", _container.Muxer, nowhere]);
        return process.WaitForExit(CheckLimit) == 0;
    }
}
