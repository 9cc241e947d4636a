using System.Globalization;
using IdmLive.Pipeline.Media;

namespace IdmLive.Pipeline.Capture;

/// <summary>
/// <c>url:rtsp://...</c>, <c>url:http://...</c>: a stream from the network, read through ffmpeg with as little delay as it can. A recording on a
/// web server is played at its own rate.
/// </summary>
public sealed class NetworkLiveSource : ILiveSource
{
    private readonly NetworkAddress _address;
    private readonly NetworkLiveSourceOptions _options;
    private readonly FfmpegInstallation _ffmpeg;
    private readonly TimeProvider _time;

    /// <summary>Makes a source; it is connected to when it is opened.</summary>
    /// <param name="url">The address.</param>
    /// <param name="options">How long it may take.</param>
    /// <param name="ffmpeg">The programs to use.</param>
    /// <param name="time">The clock that frames are stamped by.</param>
    /// <exception cref="MediaException">It is no address that can be read.</exception>
    public NetworkLiveSource(string url, NetworkLiveSourceOptions options, FfmpegInstallation ffmpeg, TimeProvider time)
    {
        _address = NetworkAddress.Parse(url) ?? throw new MediaException(
            MediaFailure.Input, $"'{url}' is not the address of a stream; give rtsp://..., http://..., https://..., rtmp://..., udp://... or tcp://... with a host.");
        (_options, _ffmpeg, _time) = (options, ffmpeg, time);
    }

    /// <inheritdoc/>
    public string Name => $"url:{_address.Shown}";

    /// <inheritdoc/>
    public bool CanReturn => true;

    /// <inheritdoc/>
    public LiveInput Open(CancellationToken stop)
    {
        stop.ThrowIfCancellationRequested();
        NetworkLog log = new();
        FfmpegProcess process = FfmpegProcess.Start(_ffmpeg.FfmpegPath, Arguments(), log.Add);
        NetworkFrames? frames;
        bool timedOut = false;
        using (ITimer limit = TimeProvider.System.CreateTimer(_ => End(ref timedOut), null, _options.OpenLimit, Timeout.InfiniteTimeSpan))
        using (stop.Register(process.Kill))
        {
            frames = NetworkFrames.Begin(process, _time);
        }

        if (frames is not null && !stop.IsCancellationRequested && !Volatile.Read(ref timedOut))
        {
            return new(new WatchedFrameSource(frames, _time, process.Kill, stop) { SilenceLimit = _options.SilenceLimit }, log.Rate);
        }

        process.Kill();
        process.WaitForExit();
        ((IDisposable?)frames ?? process).Dispose();
        stop.ThrowIfCancellationRequested();
        string why = Volatile.Read(ref timedOut)
            ? string.Create(CultureInfo.InvariantCulture, $"no picture in {_options.OpenLimit.TotalSeconds:0.#} s")
            : _address.Conceal(log.FirstError ?? "it gives no picture");
        throw new MediaException(MediaFailure.Input, $"{_address.Shown} cannot be opened ({why}); check the address, and whether the other side is sending.");

        void End(ref bool flag)
        {
            Volatile.Write(ref flag, true);
            process.Kill();
        }
    }

    private List<string> Arguments()
    {
        List<string> arguments = ["-hide_banner", "-nostdin", "-nostats", "-loglevel", "level+info", "-fflags", "nobuffer", "-flags", "low_delay"];
        if (_address.IsRtsp)
        {
            // Over UDP a lost packet smears the picture until the next key frame.
            arguments.AddRange(["-rtsp_transport", "tcp"]);
        }

        if (_address.IsRecording)
        {
            arguments.Add("-re");
        }
        else
        {
            // The format of what comes is looked for in its first half second instead of five.
            arguments.AddRange(["-analyzeduration", "500000"]);
        }

        arguments.AddRange(["-i", _address.Text, "-map", "0:v:0", .. _ffmpeg.PassFramesThrough, "-c:v", "ppm", "-pix_fmt", "rgb24", "-f", "image2pipe", "pipe:1"]);
        return arguments;
    }
}
