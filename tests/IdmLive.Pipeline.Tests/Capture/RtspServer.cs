using System.Diagnostics;

namespace IdmLive.Pipeline.Tests.Capture;

/// <summary>GStreamer's RTSP server, which sends H.264 of one colour (blue 200, green 100, red 50), 96x64 at 30 frames a second; the test is skipped where it is not installed.</summary>
internal sealed class RtspServer : IDisposable
{
    private const string Python = "/usr/bin/python3";

    private const string Script = """
        import sys, gi
        gi.require_version('Gst', '1.0'); gi.require_version('GstRtspServer', '1.0')
        from gi.repository import Gst, GstRtspServer, GLib
        Gst.init(None)
        if Gst.ElementFactory.find('x264enc') is None: sys.exit(1)
        server = GstRtspServer.RTSPServer(address='127.0.0.1', service=sys.argv[1])
        factory = GstRtspServer.RTSPMediaFactory(shared=True)
        factory.set_launch('( videotestsrc is-live=true pattern=solid-color foreground-color=0xff3264c8 '
          '! video/x-raw,width=96,height=64,framerate=30/1 ! x264enc tune=zerolatency key-int-max=15 ! rtph264pay name=pay0 pt=96 )')
        server.get_mount_points().add_factory('/face', factory)
        server.attach(None)
        print('ready', flush=True)
        GLib.MainLoop().run()
        """;

    private readonly int _port;
    private Process? _process;

    private RtspServer(int port) => _port = port;

    public string Url => $"rtsp://127.0.0.1:{_port}/face";

    public static RtspServer OrSkip()
    {
        RtspServer server = new(FreePort.Find());
        if (!File.Exists(Python) || !server.Start())
        {
            server.Dispose();
            Assert.Skip("GStreamer's RTSP server is not installed (Debian: gir1.2-gst-rtsp-server-1.0, python3-gi, gstreamer1.0-plugins-ugly)");
        }

        return server;
    }

    public bool Start()
    {
        _process = Process.Start(new ProcessStartInfo(Python, ["-c", Script, $"{_port}"]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        _process.ErrorDataReceived += (_, _) => { };
        _process.BeginErrorReadLine();
        return _process.StandardOutput.ReadLine() == "ready";
    }

    public void Kill()
    {
        _process?.Kill();
        _process?.WaitForExit();
        _process?.Dispose();
        _process = null;
    }

    public void Dispose() => Kill();
}
