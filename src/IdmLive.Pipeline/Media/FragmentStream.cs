using System.Buffers;
using System.Buffers.Binary;

namespace IdmLive.Pipeline.Media;

/// <summary>
/// Takes the fragmented MP4 or MOV stream of an encoder apart and appends its fragments, under new time stamps, to a file that
/// several encoders fill one after the other. All of them must write the same header; it stands in the file once.
/// </summary>
internal sealed class FragmentStream
{
    private const int LargestHead = 64 << 20;

    private readonly FragmentTimeline _timeline;
    private readonly Stream _target;
    private readonly byte[]? _expectedHeader;
    private int _framesCopied;

    /// <summary>Makes a copier.</summary>
    /// <param name="timeline">Time stamps of the frames that the encoder is given.</param>
    /// <param name="target">Where header and fragments go; written at its position.</param>
    /// <param name="expectedHeader">The header that the target has already; null where it has none yet.</param>
    /// <param name="fragments">Fragments that the target has already.</param>
    public FragmentStream(FragmentTimeline timeline, Stream target, byte[]? expectedHeader, int fragments)
    {
        _timeline = timeline;
        _target = target;
        _expectedHeader = expectedHeader;
        Fragments = fragments;
    }

    /// <summary>The header: all that stands before the first fragment. Empty until that has come.</summary>
    public byte[] Header { get; private set; } = [];

    /// <summary>Fragments that the target has.</summary>
    public int Fragments { get; private set; }

    /// <summary>Bytes of each encoded frame.</summary>
    public List<uint> FrameSizes { get; } = [];

    /// <summary>Copies until the encoder's stream ends.</summary>
    /// <exception cref="InvalidDataException">The stream is not what a fragmented file looks like, or its header differs.</exception>
    /// <exception cref="IOException">The target cannot be written.</exception>
    public void Copy(Stream encoded)
    {
        using MemoryStream header = new();
        List<FragmentSample>? pending = null;
        Span<byte> head = stackalloc byte[16];
        while (ReadBoxHead(encoded, head, out ReadOnlySpan<byte> name, out long length, out int headLength))
        {
            long body = length - headLength;
            if (name.SequenceEqual("moof"u8))
            {
                if (Header.Length == 0)
                {
                    TakeHeader(header.ToArray());
                }

                byte[] moof = new byte[Bounded(length)];
                head[..headLength].CopyTo(moof);
                encoded.ReadExactly(moof.AsSpan(headLength));
                pending = Fragment.ReadSamples(moof);
            }
            else if (name.SequenceEqual("mdat"u8) && pending is not null)
            {
                WriteFragment(pending, headLength);
                _target.Write(head[..headLength]);
                CopyBytes(encoded, body, _target);
                pending = null;
            }
            else if (Header.Length == 0)
            {
                header.Write(head[..headLength]);
                CopyBytes(encoded, Bounded(body), header);
            }
            else
            {
                CopyBytes(encoded, body, Stream.Null);
            }
        }
    }

    private static int Bounded(long length) =>
        length is >= 0 and <= LargestHead ? (int)length : throw new InvalidDataException($"The encoder wrote a header of {length} bytes.");

    private static bool ReadBoxHead(Stream stream, Span<byte> head, out ReadOnlySpan<byte> name, out long length, out int headLength)
    {
        name = default;
        length = 0;
        headLength = 8;
        int read = stream.ReadAtLeast(head[..8], 8, throwOnEndOfStream: false);
        if (read == 0)
        {
            return false;
        }

        if (read < 8)
        {
            throw new InvalidDataException("The encoder's stream breaks off.");
        }

        length = BinaryPrimitives.ReadUInt32BigEndian(head);
        if (length == 1)
        {
            stream.ReadExactly(head[8..]);
            length = BinaryPrimitives.ReadInt64BigEndian(head[8..]);
            headLength = 16;
        }

        name = head.Slice(4, 4);
        return length >= headLength ? true : throw new InvalidDataException("The encoder's stream has a box without length.");
    }

    private static void CopyBytes(Stream source, long count, Stream target)
    {
        byte[] buffer = ArrayPool<byte>.Shared.Rent(1 << 16);
        try
        {
            while (count > 0)
            {
                int part = (int)Math.Min(count, buffer.Length);
                source.ReadExactly(buffer, 0, part);
                target.Write(buffer, 0, part);
                count -= part;
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private void TakeHeader(byte[] header)
    {
        Header = header;
        if (_expectedHeader is null)
        {
            _target.Write(header);
        }
        else if (!_expectedHeader.AsSpan().SequenceEqual(header))
        {
            throw new InvalidDataException("The encoder describes this part of the video otherwise than the parts before it.");
        }
    }

    private void WriteFragment(List<FragmentSample> samples, int dataHeader)
    {
        uint[] durations = new uint[samples.Count];
        long start = _timeline.Durations(_framesCopied, durations);
        Fragments++;
        _target.Write(Fragment.Write(Fragments, start, samples, durations, dataHeader));
        _framesCopied += samples.Count;
        FrameSizes.AddRange(samples.Select(sample => sample.Size));
    }
}
