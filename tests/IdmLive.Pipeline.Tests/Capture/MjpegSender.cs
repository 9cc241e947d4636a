using System.Net;
using System.Net.Sockets;
using System.Text;
using OpenCvSharp;

namespace IdmLive.Pipeline.Tests.Capture;

/// <summary>A network camera: sends pictures of one grey each as Motion JPEG to whoever connects, as many as a test tells it to.</summary>
internal sealed class MjpegSender : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly SemaphoreSlim _allowed = new(0);
    private readonly CancellationTokenSource _stop = new();
    private readonly CancellationTokenSource _hangUp = new();
    private readonly Task _serving;

    public MjpegSender()
    {
        _listener.Start();
        _serving = Task.Run(ServeAsync);
    }

    /// <summary>Where it sends.</summary>
    public string Url => $"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}/camera";

    /// <summary>Lets so many more pictures go.</summary>
    public void Allow(int pictures) => _allowed.Release(pictures);

    /// <summary>Closes the connection.</summary>
    public void HangUp() => _hangUp.Cancel();

    public void Dispose()
    {
        _stop.Cancel();
        _listener.Dispose();
        _serving.Wait(TimeSpan.FromSeconds(5));
        _stop.Dispose();
        _hangUp.Dispose();
        _allowed.Dispose();
    }

    private async Task ServeAsync()
    {
        try
        {
            using Socket socket = await _listener.AcceptSocketAsync(_stop.Token);
            await using NetworkStream stream = new(socket);
            await stream.ReadAtLeastAsync(new byte[8192], 16, cancellationToken: _stop.Token);
            await stream.WriteAsync("HTTP/1.1 200 OK\r\nContent-Type: multipart/x-mixed-replace; boundary=picture\r\nConnection: close\r\n\r\n"u8.ToArray(), _stop.Token);
            using CancellationTokenSource end = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token, _hangUp.Token);
            for (int i = 0; ; i++)
            {
                await _allowed.WaitAsync(end.Token);
                using Mat picture = new(64, 96, MatType.CV_8UC3, new Scalar(200, 100, 50));
                Cv2.ImEncode(".jpg", picture, out byte[] jpeg);
                await stream.WriteAsync(Encoding.ASCII.GetBytes($"--picture\r\nContent-Type: image/jpeg\r\nContent-Length: {jpeg.Length}\r\n\r\n"), _stop.Token);
                await stream.WriteAsync(jpeg, _stop.Token);
                await stream.WriteAsync("\r\n"u8.ToArray(), _stop.Token);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or IOException or InvalidOperationException)
        {
        }
    }
}
