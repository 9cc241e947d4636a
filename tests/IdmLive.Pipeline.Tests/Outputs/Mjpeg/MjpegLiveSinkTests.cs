using System.Net;
using System.Net.Sockets;
using System.Text;
using IdmLive.Pipeline.Media;
using IdmLive.Pipeline.Outputs;
using IdmLive.Pipeline.Outputs.Mjpeg;
using OpenCvSharp;

namespace IdmLive.Pipeline.Tests.Outputs.Mjpeg;

public sealed class MjpegLiveSinkTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly LiveFrames _frames = new(640, 480);
    private readonly MjpegLiveSink _sink = new(new(IPAddress.Loopback, 0), new() { SendLimit = TimeSpan.FromSeconds(1), FrameLimit = TimeSpan.FromSeconds(1), MostWatchers = 4 });
    private readonly IFrameSink _open;
    private readonly HttpClient _browser = new() { Timeout = Patience };

    public MjpegLiveSinkTests()
    {
        _open = _sink.Open(_frames.Format);
        _browser.BaseAddress = new($"http://{_sink.Address}");
    }

    public void Dispose()
    {
        _browser.Dispose();
        _open.Dispose();
        _frames.Dispose();
    }

    [Fact]
    public async Task The_page_shows_the_stream()
    {
        HttpResponseMessage answer = await _browser.GetAsync("/");
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal("text/html", answer.Content.Headers.ContentType!.MediaType);
        Assert.Contains("src=/stream", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, (await _browser.GetAsync("/favicon.ico")).StatusCode);
        Assert.Equal(HttpStatusCode.MethodNotAllowed, (await _browser.PostAsync("/", new StringContent("x"))).StatusCode);
    }

    [Fact]
    public async Task A_single_picture_is_one_that_came_after_it_was_asked_for()
    {
        _frames.Write(_open, 0, grey: 10);
        Task<byte[]> asked = _browser.GetByteArrayAsync("/frame.jpg?now");
        Until(() => _sink.Watchers == 1);
        _frames.Write(_open, 1, grey: 200);
        Assert.Equal(200, Grey(await asked), 3.0);
        Until(() => _sink.Watchers == 0);
    }

    [Fact]
    public async Task Nothing_is_encoded_while_nobody_watches_and_once_for_all_who_do()
    {
        _frames.Write(_open, 0);
        Assert.Equal(0, _sink.FramesEncoded);
        using Watcher a = new(await StreamAsync()), b = new(await StreamAsync());
        Until(() => _sink.Watchers == 2);
        _frames.Write(_open, 1, grey: 60);
        Assert.Equal(60, Grey(await a.NextAsync()), 3.0);
        Assert.Equal(60, Grey(await b.NextAsync()), 3.0);
        Assert.Equal(1, _sink.FramesEncoded);
    }

    [Fact]
    public async Task Memory_of_frames_goes_round()
    {
        using Watcher a = new(await StreamAsync()), b = new(await StreamAsync());
        Until(() => _sink.Watchers == 2);
        for (int i = 1; i <= 30; i++)
        {
            _frames.Write(_open, i, grey: 5 * i);
            Assert.Equal(5 * i, Grey(await a.NextAsync()), 3.0);
            Assert.Equal(5 * i, Grey(await b.NextAsync()), 3.0);
        }

        // One is the newest, one is being made, and each of the two may still be sending one.
        Assert.InRange(_sink.Buffers, 1, 4);
    }

    [Fact]
    public async Task Where_no_frame_comes_a_picture_is_refused_for_the_moment() =>
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await _browser.GetAsync("/frame.jpg")).StatusCode);

    [Fact]
    public async Task Someone_who_takes_nothing_slows_nobody_and_is_cut_off()
    {
        using Socket slow = new(SocketType.Stream, ProtocolType.Tcp) { ReceiveBufferSize = 4096 };
        await slow.ConnectAsync(_sink.Address);
        await slow.SendAsync(Encoding.ASCII.GetBytes($"GET /stream HTTP/1.1\r\nHost: {_sink.Address}\r\n\r\n"));
        using Watcher quick = new(await StreamAsync());
        Until(() => _sink.Watchers == 2);
        for (int i = 0; _sink.Watchers == 2; i++)
        {
            Assert.True(i < 100_000, "the slow one was never cut off");
            _frames.WriteNoise(_open, i);
            Assert.True((await quick.NextAsync()).Length > 100_000, "noise was meant to be large");
        }

        Assert.Equal(1, _sink.Watchers);
        Until(() => _sink.Connections == 1);
    }

    [Fact]
    public async Task Those_who_vanish_leave_nothing_behind()
    {
        for (int i = 0; i < 3; i++)
        {
            using Watcher watcher = new(await StreamAsync());
            Until(() => _sink.Watchers == 1);
            _frames.Write(_open, 2 * i, grey: 50);
            await watcher.NextAsync();

            // Noticed although no frame is sent any more.
            watcher.Dispose();
            Until(() => _sink.Watchers == 0 && _sink.Connections == 0);
        }
    }

    [Fact]
    public async Task Too_many_are_asked_to_come_again()
    {
        List<Watcher> watchers = [];
        for (int i = 1; i <= 4; i++)
        {
            watchers.Add(new(await StreamAsync()));
            Until(() => _sink.Watchers == i);
        }

        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await _browser.GetAsync("/stream", HttpCompletionOption.ResponseHeadersRead)).StatusCode);
        watchers.ForEach(w => w.Dispose());
    }

    [Fact]
    public async Task A_web_page_that_gave_this_machine_another_name_is_refused()
    {
        using HttpRequestMessage request = new(HttpMethod.Get, "/frame.jpg");
        request.Headers.Host = "evil.example:8080";
        Assert.Equal(HttpStatusCode.Forbidden, (await _browser.SendAsync(request)).StatusCode);
        using HttpRequestMessage byName = new(HttpMethod.Get, "/");
        byName.Headers.Host = "localhost:8080";
        Assert.Equal(HttpStatusCode.OK, (await _browser.SendAsync(byName)).StatusCode);
    }

    [Fact]
    public void A_port_in_use_is_one_sentence()
    {
        MediaException e = Assert.Throws<MediaException>(() => new MjpegLiveSink(_sink.Address).Open(_frames.Format));
        Assert.Equal(MediaFailure.Output, e.Failure);
        Assert.Equal($"mjpeg:{_sink.Address} cannot be opened: another program uses port {_sink.Address.Port}; give another one.", e.Message);
    }

    [Fact]
    public async Task The_end_of_the_session_ends_every_stream()
    {
        using Watcher watcher = new(await StreamAsync());
        Until(() => _sink.Watchers == 1);
        _open.Complete(0);
        _open.Dispose();
        Assert.Equal(0, _sink.Connections);
        await Assert.ThrowsAnyAsync<Exception>(() => _browser.GetAsync("/"));
    }

    private Task<Stream> StreamAsync() => _browser.GetStreamAsync("/stream");

    private static void Until(Func<bool> condition) => Assert.True(SpinWait.SpinUntil(condition, Patience), "it never came to that");

    private static double Grey(byte[] jpeg)
    {
        using Mat image = Cv2.ImDecode(jpeg, ImreadModes.Color);
        Assert.Equal(640, image.Width);
        return Cv2.Mean(image).Val0;
    }

    /// <summary>Takes a stream apart as a browser does.</summary>
    private sealed class Watcher(Stream stream) : IDisposable
    {
        private const string Boundary = "--idmlive-frame";

        public async Task<byte[]> NextAsync()
        {
            string line;
            while ((line = await LineAsync()) != Boundary)
            {
                Assert.Equal("", line);
            }

            Assert.Equal("Content-Type: image/jpeg", await LineAsync());
            string length = await LineAsync();
            Assert.StartsWith("Content-Length: ", length, StringComparison.Ordinal);
            Assert.Equal("", await LineAsync());
            byte[] jpeg = new byte[int.Parse(length.Split(' ')[1])];
            await stream.ReadExactlyAsync(jpeg);
            return jpeg;
        }

        public void Dispose() => stream.Dispose();

        private async Task<string> LineAsync()
        {
            StringBuilder line = new();
            byte[] one = new byte[1];
            while (true)
            {
                await stream.ReadExactlyAsync(one);
                if (one[0] == '\n')
                {
                    return line.ToString().TrimEnd('\r');
                }

                line.Append((char)one[0]);
            }
        }
    }
}
