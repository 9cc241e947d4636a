using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace IdmLive.Pipeline.Outputs.Mjpeg;

/// <summary>
/// One browser. It gets the frame that is newest whenever it has taken the one before; what it does not take in time is never kept for it.
/// </summary>
internal sealed class MjpegConnection : IDisposable
{
    private const string Boundary = "idmlive-frame";

    // A larger buffer would hold many frames for a slow line, and show it a picture seconds old.
    private const int SendBuffer = 128 * 1024;

    private const string Page =
        "<!doctype html><meta charset=utf-8><title>IdmLive</title><meta name=viewport content='width=device-width'>"
        + "<style>html,body{margin:0;height:100%;background:#111}img{width:100%;height:100%;object-fit:contain;display:block}</style>"
        + "<img src=/stream alt='live picture' onerror=\"setTimeout(()=>this.src='/stream?'+Date.now(),1000)\">";

    private readonly JpegExchange _frames;
    private readonly MjpegOptions _options;
    private readonly bool _localOnly;
    private readonly NetworkStream _stream;
    private readonly CancellationTokenSource _end;

    /// <summary>Takes a connection over.</summary>
    /// <param name="socket">The connection; owned from now on.</param>
    /// <param name="frames">Where frames come from.</param>
    /// <param name="options">Limits.</param>
    /// <param name="localOnly">Whether only this machine is served.</param>
    /// <param name="stop">Ends the connection.</param>
    public MjpegConnection(Socket socket, JpegExchange frames, MjpegOptions options, bool localOnly, CancellationToken stop)
    {
        (_frames, _options, _localOnly) = (frames, options, localOnly);
        socket.NoDelay = true;
        socket.SendBufferSize = SendBuffer;
        _stream = new(socket, ownsSocket: true);
        _end = CancellationTokenSource.CreateLinkedTokenSource(stop);
    }

    /// <summary>Answers one request and ends; whatever goes wrong ends it, too.</summary>
    public async Task ServeAsync()
    {
        try
        {
            _end.CancelAfter(_options.SendLimit);
            if (await MjpegRequest.ReadAsync(_stream, _end.Token) is not { } request)
            {
                await AnswerAsync("400 Bad Request", "text/plain", "This is not a request for a page."u8.ToArray());
            }
            else if (request.Method != "GET")
            {
                await AnswerAsync("405 Method Not Allowed", "text/plain", "Only GET is answered."u8.ToArray());
            }
            else if (_localOnly && !request.IsForThisMachine)
            {
                // A web page elsewhere whose name was made to point here would otherwise see the camera.
                await AnswerAsync("403 Forbidden", "text/plain", "Only this machine is served, by its own name."u8.ToArray());
            }
            else
            {
                await ServeAsync(request.Path);
            }
        }
        catch (Exception e) when (e is IOException or OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // It has gone, or was too slow; the others are served.
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _stream.Dispose();
        _end.Dispose();
    }

    private Task ServeAsync(string path) => path switch
    {
        "/" => AnswerAsync("200 OK", "text/html; charset=utf-8", Encoding.UTF8.GetBytes(Page)),
        "/stream" => WatchAsync(StreamAsync),
        "/frame.jpg" => WatchAsync(FrameAsync),
        _ => AnswerAsync("404 Not Found", "text/plain", "There are /, /stream and /frame.jpg."u8.ToArray()),
    };

    private async Task WatchAsync(Func<long, Task> serve)
    {
        if (_frames.Watchers >= _options.MostWatchers)
        {
            await AnswerAsync("503 Service Unavailable", "text/plain", "Too many watch already; come again later."u8.ToArray());
            return;
        }

        long seen = _frames.Enter();
        try
        {
            await serve(seen);
        }
        finally
        {
            _frames.Leave();
        }
    }

    private async Task FrameAsync(long seen)
    {
        _end.CancelAfter(Timeout.InfiniteTimeSpan);
        using CancellationTokenSource patience = CancellationTokenSource.CreateLinkedTokenSource(_end.Token);
        patience.CancelAfter(_options.FrameLimit);
        try
        {
            using JpegFrame frame = await _frames.NewerThan(seen, patience.Token);
            await AnswerAsync("200 OK", "image/jpeg", frame.Bytes);
        }
        catch (OperationCanceledException) when (patience.IsCancellationRequested && !_end.IsCancellationRequested)
        {
            await AnswerAsync("503 Service Unavailable", "text/plain", "There is no picture at the moment; come again later."u8.ToArray());
        }
    }

    private async Task StreamAsync(long seen)
    {
        await SendAsync(Head("200 OK", $"multipart/x-mixed-replace; boundary={Boundary}", null));
        await SendAsync(Encoding.ASCII.GetBytes($"--{Boundary}\r\n"));
        Task gone = WaitUntilGoneAsync();
        while (!_end.IsCancellationRequested)
        {
            _end.CancelAfter(Timeout.InfiniteTimeSpan);
            using JpegFrame frame = await _frames.NewerThan(seen, _end.Token);
            seen = frame.Number;
            await SendAsync(Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"Content-Type: image/jpeg\r\nContent-Length: {frame.Bytes.Length}\r\n\r\n")));
            await SendAsync(frame.Bytes);

            // The next boundary goes with this frame: browsers show a part only once they know that it is over.
            await SendAsync(Encoding.ASCII.GetBytes($"\r\n--{Boundary}\r\n"));
        }

        await gone;
    }

    /// <summary>Notices that the other side has closed also while there is nothing to send.</summary>
    private async Task WaitUntilGoneAsync()
    {
        byte[] nothing = new byte[256];
        try
        {
            while (await _stream.ReadAsync(nothing, _end.Token) > 0)
            {
            }
        }
        catch (Exception e) when (e is IOException or OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // Gone as well.
        }

        try
        {
            await _end.CancelAsync();
        }
        catch (ObjectDisposedException)
        {
            // The connection has ended already.
        }
    }

    private async Task AnswerAsync(string status, string type, ReadOnlyMemory<byte> body)
    {
        await SendAsync(Head(status, type, body.Length));
        await SendAsync(body);
    }

    private async Task SendAsync(ReadOnlyMemory<byte> bytes)
    {
        _end.CancelAfter(_options.SendLimit);
        await _stream.WriteAsync(bytes, _end.Token);
    }

    private static byte[] Head(string status, string type, int? length) => Encoding.ASCII.GetBytes(
        $"HTTP/1.1 {status}\r\nContent-Type: {type}\r\nCache-Control: no-store\r\nX-Content-Type-Options: nosniff\r\nConnection: close\r\n"
        + (length is { } known ? string.Create(CultureInfo.InvariantCulture, $"Content-Length: {known}\r\n") : string.Empty) + "\r\n");
}
