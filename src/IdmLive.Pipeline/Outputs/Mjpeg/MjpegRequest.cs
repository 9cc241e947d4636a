using System.Net;
using System.Text;

namespace IdmLive.Pipeline.Outputs.Mjpeg;

/// <summary>What a browser asks for.</summary>
/// <param name="Method"><c>GET</c>, ...</param>
/// <param name="Path">The path, without what follows a question mark.</param>
/// <param name="Host">The host it believes to speak to, with port; empty where it does not say.</param>
internal readonly record struct MjpegRequest(string Method, string Path, string Host)
{
    private const int Longest = 8192;

    /// <summary>Whether the host is this machine's own name for itself.</summary>
    public bool IsForThisMachine
    {
        get
        {
            string host = Host.StartsWith('[') ? Host[..(Host.IndexOf(']', StringComparison.Ordinal) + 1)] : Host.Split(':')[0];
            return host.Equals("localhost", StringComparison.OrdinalIgnoreCase) || (IPAddress.TryParse(host.Trim('[', ']'), out IPAddress? address) && IPAddress.IsLoopback(address));
        }
    }

    /// <summary>Reads a request up to the end of its head.</summary>
    /// <returns>Null where it breaks off, is too long or is none.</returns>
    public static async Task<MjpegRequest?> ReadAsync(Stream stream, CancellationToken stop)
    {
        byte[] head = new byte[Longest];
        int length = 0;
        while (head.AsSpan(0, length).IndexOf("\r\n\r\n"u8) < 0)
        {
            int read = length < head.Length ? await stream.ReadAsync(head.AsMemory(length), stop) : 0;
            if (read == 0)
            {
                return null;
            }

            length += read;
        }

        string[] lines = Encoding.Latin1.GetString(head, 0, length).Split("\r\n");
        string? host = lines.FirstOrDefault(l => l.StartsWith("Host:", StringComparison.OrdinalIgnoreCase));
        return lines[0].Split(' ') is [var method, ['/', ..] target, ['H', 'T', 'T', 'P', '/', ..]]
            ? new(method, target.Split('?')[0], host?[5..].Trim() ?? string.Empty)
            : null;
    }
}
