using System.Buffers.Binary;

namespace IdmLive.Pipeline.Media;

/// <summary>One encoded frame of a fragment.</summary>
/// <param name="Size">Bytes.</param>
/// <param name="Flags">Sample flags of ISO/IEC 14496-12, 8.8.3.1: whether other frames are needed to decode it.</param>
internal readonly record struct FragmentSample(uint Size, uint Flags);

/// <summary>
/// The head of a fragment of a fragmented MP4 or MOV file (<c>moof</c> box, ISO/IEC 14496-12, 8.8) with a single track: read from
/// what ffmpeg writes, written again with our own time stamps.
/// </summary>
internal static class Fragment
{
    private const uint MoofDataOffset = 0x1, FirstSampleFlags = 0x4, SampleDuration = 0x100, SampleSize = 0x200, SampleFlags = 0x400, SampleTimeOffset = 0x800;
    private const uint BaseDataOffset = 0x1, DescriptionIndex = 0x2, DefaultDuration = 0x8, DefaultSize = 0x10, DefaultFlags = 0x20, BaseIsMoof = 0x20000;
    private const int FixedSize = 8 + 16 + 8 + 16 + 20 + 20;

    /// <summary>The frames of a <c>moof</c> box in the order of their data.</summary>
    /// <param name="moof">The whole box.</param>
    /// <exception cref="InvalidDataException">It is cut off, has several tracks, or its frames are not shown in the order they are stored.</exception>
    public static List<FragmentSample> ReadSamples(ReadOnlySpan<byte> moof)
    {
        List<FragmentSample> samples = [];
        try
        {
            int tracks = 0;
            for (ReadOnlySpan<byte> rest = moof[8..]; rest.Length >= 8; rest = rest[BoxLength(rest)..])
            {
                if (IsBox(rest, "traf"u8))
                {
                    tracks++;
                    ReadTrack(rest[..BoxLength(rest)], samples);
                }
            }

            return tracks == 1 ? samples : throw new InvalidDataException($"The encoder's fragment has {tracks} tracks instead of one.");
        }
        catch (ArgumentOutOfRangeException e)
        {
            throw new InvalidDataException("The encoder's fragment is cut off.", e);
        }
    }

    /// <summary>Makes a <c>moof</c> box.</summary>
    /// <param name="sequence">Number of the fragment in its file, from 1.</param>
    /// <param name="start">Time of the first frame in units of the track.</param>
    /// <param name="samples">The frames.</param>
    /// <param name="durations">How long each is shown, in units of the track.</param>
    /// <param name="dataHeader">Length of the header of the <c>mdat</c> box that follows.</param>
    public static byte[] Write(int sequence, long start, IReadOnlyList<FragmentSample> samples, IReadOnlyList<uint> durations, int dataHeader)
    {
        byte[] moof = new byte[FixedSize + (12 * samples.Count)];
        BoxWriter box = new(moof);
        box.Begin("moof"u8, moof.Length);
        box.Begin("mfhd"u8, 16);
        box.Add(0);
        box.Add((uint)sequence);
        box.Begin("traf"u8, moof.Length - 24);
        box.Begin("tfhd"u8, 16);
        box.Add(BaseIsMoof);
        box.Add(1);
        box.Begin("tfdt"u8, 20);
        box.Add(1u << 24);
        box.Add((uint)(start >> 32));
        box.Add((uint)start);
        box.Begin("trun"u8, 20 + (12 * samples.Count));
        box.Add(MoofDataOffset | SampleDuration | SampleSize | SampleFlags);
        box.Add((uint)samples.Count);
        box.Add((uint)(moof.Length + dataHeader));
        for (int i = 0; i < samples.Count; i++)
        {
            box.Add(durations[i]);
            box.Add(samples[i].Size);
            box.Add(samples[i].Flags);
        }

        return moof;
    }

    private static void ReadTrack(ReadOnlySpan<byte> traf, List<FragmentSample> samples)
    {
        uint usualSize = 0, usualFlags = 0;
        for (ReadOnlySpan<byte> rest = traf[8..]; rest.Length >= 8; rest = rest[BoxLength(rest)..])
        {
            ReadOnlySpan<byte> body = rest[8..BoxLength(rest)];
            if (IsBox(rest, "tfhd"u8))
            {
                uint has = UInt(body);
                body = body[(8 + ((has & BaseDataOffset) != 0 ? 8 : 0) + ((has & DescriptionIndex) != 0 ? 4 : 0) + ((has & DefaultDuration) != 0 ? 4 : 0))..];
                usualSize = Next(ref body, has & DefaultSize);
                usualFlags = Next(ref body, has & DefaultFlags);
            }
            else if (IsBox(rest, "trun"u8))
            {
                ReadRun(body, usualSize, usualFlags, samples);
            }
        }
    }

    private static void ReadRun(ReadOnlySpan<byte> run, uint usualSize, uint usualFlags, List<FragmentSample> samples)
    {
        uint has = UInt(run), count = UInt(run[4..]);
        run = run[8..];
        Next(ref run, has & MoofDataOffset);
        uint? firstFlags = (has & FirstSampleFlags) != 0 ? Next(ref run, FirstSampleFlags) : null;
        for (uint i = 0; i < count; i++)
        {
            Next(ref run, has & SampleDuration);
            uint size = (has & SampleSize) != 0 ? Next(ref run, SampleSize) : usualSize;
            uint flags = (has & SampleFlags) != 0 ? Next(ref run, SampleFlags) : i == 0 && firstFlags is { } first ? first : usualFlags;
            if (Next(ref run, has & SampleTimeOffset) != 0)
            {
                throw new InvalidDataException("The encoder shows frames in another order than it stores them (B-frames), which cannot be used here.");
            }

            samples.Add(new(size, flags));
        }
    }

    private static uint Next(ref ReadOnlySpan<byte> bytes, uint present)
    {
        if (present == 0)
        {
            return 0;
        }

        uint value = UInt(bytes);
        bytes = bytes[4..];
        return value;
    }

    private static bool IsBox(ReadOnlySpan<byte> box, ReadOnlySpan<byte> name) => box.Slice(4, 4).SequenceEqual(name);

    private static int BoxLength(ReadOnlySpan<byte> box) =>
        (int)Math.Min(UInt(box), int.MaxValue) is >= 8 and var length ? length : throw new InvalidDataException("The encoder's fragment has a box without length.");

    private static uint UInt(ReadOnlySpan<byte> bytes) => BinaryPrimitives.ReadUInt32BigEndian(bytes);

    private ref struct BoxWriter(Span<byte> target)
    {
        private Span<byte> _rest = target;

        public void Begin(ReadOnlySpan<byte> name, int length)
        {
            Add((uint)length);
            name.CopyTo(_rest);
            _rest = _rest[4..];
        }

        public void Add(uint value)
        {
            BinaryPrimitives.WriteUInt32BigEndian(_rest, value);
            _rest = _rest[4..];
        }
    }
}
