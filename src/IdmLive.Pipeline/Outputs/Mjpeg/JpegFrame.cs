namespace IdmLive.Pipeline.Outputs.Mjpeg;

/// <summary>
/// An encoded frame. Its memory is used again for a later one when nobody holds it any more: whoever got it disposes of it once, after sending it.
/// </summary>
/// <param name="exchange">Where its memory goes back to.</param>
/// <param name="number">Number among those that were encoded, from 1.</param>
/// <param name="memory">The JPEG file and whatever lies behind it.</param>
/// <param name="length">Bytes of the JPEG file.</param>
internal sealed class JpegFrame(JpegExchange exchange, long number, byte[] memory, int length) : IDisposable
{
    /// <summary>Number among those that were encoded, from 1.</summary>
    public long Number => number;

    /// <summary>The JPEG file; not to be looked at after disposing.</summary>
    public ReadOnlyMemory<byte> Bytes => memory.AsMemory(0, length);

    /// <summary>The memory it lies in.</summary>
    internal byte[] Memory => memory;

    /// <summary>How many hold it, the exchange included; the exchange's to change.</summary>
    internal int Holders { get; set; } = 1;

    /// <inheritdoc/>
    public void Dispose() => exchange.Release(this);
}
