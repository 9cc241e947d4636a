using System.Globalization;
using System.Net;

namespace IdmLive.App.Live;

/// <summary>Where pictures are served, as the user writes it: <c>8080</c> for this machine only, <c>0.0.0.0:8080</c> for all.</summary>
internal static class MjpegAddress
{
    /// <summary>Reads an address.</summary>
    /// <param name="text">A port, or an IP address or <c>localhost</c> and a port.</param>
    /// <param name="sink">The sink it stands in, for the message.</param>
    /// <exception cref="UserException">It is none.</exception>
    public static IPEndPoint Parse(string text, string sink)
    {
        int colon = text.LastIndexOf(':');
        string host = colon < 0 ? string.Empty : text[..colon], port = text[(colon + 1)..];
        IPAddress? address = host is "" or "localhost" ? IPAddress.Loopback
            : host is ['[', .., ']'] ? Address(host[1..^1])
            : host.Contains(':', StringComparison.Ordinal) ? null
            : Address(host);
        return address is not null && ushort.TryParse(port, NumberStyles.None, CultureInfo.InvariantCulture, out ushort number)
            ? new(address, number)
            : throw new UserException(
                ExitStatus.BadInput,
                $"'{text}' of --sink {sink} is not where pictures can be served; give a port from 0 to 65535 (mjpeg:8080, for this machine only) or an IP address of this machine and a port (mjpeg:0.0.0.0:8080, for all).");
    }

    // Numbers such as "1" are addresses to the system as well, and were hardly meant.
    private static IPAddress? Address(string text) =>
        IPAddress.TryParse(text, out IPAddress? address) && (text.Contains(':', StringComparison.Ordinal) || text.Count(c => c == '.') == 3) ? address : null;
}
