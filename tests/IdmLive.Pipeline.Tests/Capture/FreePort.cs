using System.Net;
using System.Net.Sockets;

namespace IdmLive.Pipeline.Tests.Capture;

/// <summary>A port of this machine at which nobody listens.</summary>
internal static class FreePort
{
    public static int Find()
    {
        using TcpListener free = new(IPAddress.Loopback, 0);
        free.Start();
        return ((IPEndPoint)free.LocalEndpoint).Port;
    }
}
