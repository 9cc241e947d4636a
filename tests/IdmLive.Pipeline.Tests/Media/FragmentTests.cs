using System.Buffers.Binary;
using IdmLive.Pipeline.Media;

namespace IdmLive.Pipeline.Tests.Media;

public sealed class FragmentTests
{
    private static readonly FragmentSample[] Samples = [new(1000, 0x2000000), new(17, 0x1010000), new(0, 0x1010000)];

    [Fact]
    public void What_is_written_is_read_again()
    {
        byte[] moof = Fragment.Write(7, 5_000_000_000, Samples, [512, 1024, 1], 8);
        Assert.Equal(moof.Length, BinaryPrimitives.ReadInt32BigEndian(moof));
        Assert.Equal(Samples, Fragment.ReadSamples(moof));
    }

    [Fact]
    public void Fragments_follow_each_other_with_the_times_of_the_timeline()
    {
        FragmentTimeline timeline = new();
        foreach (long time in new long[] { 100, 612, 5000 })
        {
            timeline.Add(time);
        }

        uint[] first = new uint[2];
        Assert.Equal(100, timeline.Durations(0, first));
        Assert.Equal([512u, 4388u], first);
        Assert.Throws<InvalidDataException>(() => timeline.Durations(2, new uint[1]));
        timeline.End(5001);
        uint[] last = new uint[1];
        Assert.Equal(5000, timeline.Durations(2, last));
        Assert.Equal([1u], last);
        Assert.Equal(3, timeline.Count);
    }

    [Fact]
    public void Time_stamps_that_do_not_grow_are_refused()
    {
        FragmentTimeline timeline = new();
        timeline.Add(5);
        Assert.Throws<ArgumentException>(() => timeline.Add(5));
        Assert.Throws<ArgumentException>(() => timeline.Add(4));
        Assert.Throws<ArgumentException>(() => timeline.End(5L + uint.MaxValue + 1));
        Assert.Throws<ArgumentException>(() => new FragmentTimeline().Add(-1));
    }

    [Fact]
    public void A_fragment_whose_frames_are_reordered_cut_off_or_of_two_tracks_is_refused()
    {
        byte[] moof = Fragment.Write(1, 0, Samples, [1, 1, 1], 8);
        int run = moof.AsSpan().IndexOf("trun"u8) + 4;
        byte[] reordered = [.. moof];
        reordered[run + 2] |= 0x08; // what stands there as flags now reads as an offset in time
        reordered[run + 2] &= 0xFB;
        Assert.Contains("another order", Assert.Throws<InvalidDataException>(() => Fragment.ReadSamples(reordered)).Message, StringComparison.Ordinal);

        for (int length = 9; length < moof.Length; length += 5)
        {
            Assert.Throws<InvalidDataException>(() => Fragment.ReadSamples(moof.AsSpan(0, length)));
        }

        int track = moof.AsSpan().IndexOf("traf"u8) - 4;
        byte[] twice = [.. moof, .. moof[track..]];
        Assert.Contains("2 tracks", Assert.Throws<InvalidDataException>(() => Fragment.ReadSamples(twice)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1, 12800, 25, 1, 12800)]
    [InlineData(1, 25, 25, 1, 25)]
    [InlineData(1001, 30000, 30000, 1001, 30000)]
    [InlineData(1, 1000, 60, 1, 1000)]
    public void A_track_counts_in_whole_parts_of_the_stream_s_unit(long numerator, long denominator, long rate, long rateDenominator, long final)
    {
        TrackClock clock = TrackClock.For(new(numerator, denominator), new(rate, rateDenominator));
        Assert.Equal(final, clock.FinalTimescale);
        Assert.Equal(0, clock.Timescale % final);
        Assert.True(clock.Timescale >= 10.0 * rate / rateDenominator);
        Assert.Equal((decimal)12345 * numerator / denominator, (decimal)clock.FromPts(12345) / clock.Timescale, 20);
    }

    [Fact]
    public void A_unit_of_nanoseconds_is_rounded_to_microseconds()
    {
        TrackClock clock = TrackClock.For(new(1, 1_000_000_000), new(30, 1));
        Assert.Equal((1_000_000, 33_333), (clock.FinalTimescale, clock.FromPts(33_333_333)));
    }
}
