using System.Net;
using System.Net.Sockets;
using IdmLive.Pipeline.Media;

namespace IdmLive.Pipeline.Outputs.Mjpeg;

/// <summary>A small web server for the newest frame. Each browser is served by itself; disposing of it ends them all.</summary>
internal sealed class MjpegServer : IDisposable
{
    private static readonly TimeSpan CloseLimit = TimeSpan.FromSeconds(2);

    private readonly TcpListener _listener;
    private readonly MjpegOptions _options;
    private readonly bool _localOnly;
    private readonly CancellationTokenSource _stop = new();
    private readonly Lock _lock = new();
    private readonly HashSet<Task> _connections = [];
    private readonly Task _accepting;
    private bool _disposed;

    /// <summary>Starts to serve.</summary>
    /// <param name="address">Where; port 0 for any that is free.</param>
    /// <param name="options">Limits.</param>
    /// <exception cref="MediaException">The address cannot be had.</exception>
    public MjpegServer(IPEndPoint address, MjpegOptions options)
    {
        _options = options;
        _localOnly = IPAddress.IsLoopback(address.Address);
        _listener = new(address);
        try
        {
            _listener.Start();
        }
        catch (SocketException e)
        {
            _listener.Dispose();
            _stop.Dispose();
            throw new MediaException(MediaFailure.Output, Problem(address, e), e);
        }

        Address = (IPEndPoint)_listener.LocalEndpoint;
        _accepting = AcceptAsync();
    }

    /// <summary>Where it serves.</summary>
    public IPEndPoint Address { get; }

    /// <summary>What is served.</summary>
    public JpegExchange Frames { get; } = new();

    /// <summary>Browsers that are connected.</summary>
    public int Connections
    {
        get
        {
            lock (_lock)
            {
                return _connections.Count;
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_disposed)
        {
            return;
        }

        _disposed = true;
        _stop.Cancel();
        _listener.Dispose();
        Task[] left;
        lock (_lock)
        {
            left = [.. _connections, _accepting];
        }

        Task.WhenAll(left).Wait(CloseLimit);
        lock (_lock)
        {
            // What takes a connection off the list goes on after the connection's own end, perhaps only later.
            _connections.RemoveWhere(c => c.IsCompleted);
        }

        _stop.Dispose();
    }

    private static string Problem(IPEndPoint address, SocketException e) => e.SocketErrorCode switch
    {
        SocketError.AddressAlreadyInUse => $"mjpeg:{address} cannot be opened: another program uses port {address.Port}; give another one.",
        SocketError.AddressNotAvailable => $"mjpeg:{address} cannot be opened: {address.Address} is not an address of this machine; give one that is, 127.0.0.1 for this machine only or 0.0.0.0 for all.",
        SocketError.AccessDenied => $"mjpeg:{address} cannot be opened: port {address.Port} is not for ordinary users; give one from 1024 on.",
        _ => $"mjpeg:{address} cannot be opened: {e.Message.TrimEnd('.')}; give another address or port.",
    };

    private async Task AcceptAsync()
    {
        // Off the caller's thread from the first connection on.
        await Task.Yield();
        while (!_stop.IsCancellationRequested)
        {
            Socket socket;
            try
            {
                socket = await _listener.AcceptSocketAsync(_stop.Token);
            }
            catch (Exception e) when (e is OperationCanceledException or ObjectDisposedException)
            {
                return;
            }
            catch (SocketException)
            {
                continue; // it had gone before it was accepted
            }

            Task connection = ServeAsync(socket);
            lock (_lock)
            {
                _connections.Add(connection);
            }

            _ = connection.ContinueWith(Forget, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
        }
    }

    private async Task ServeAsync(Socket socket)
    {
        try
        {
            using MjpegConnection connection = new(socket, Frames, _options, _localOnly, _stop.Token);
            await connection.ServeAsync();
        }
        catch (Exception e) when (e is SocketException or IOException or ObjectDisposedException)
        {
            socket.Dispose(); // gone before it could be taken over
        }
    }

    private void Forget(Task connection)
    {
        lock (_lock)
        {
            _connections.Remove(connection);
        }
    }
}
