using IdmLive.Tools.Exporting;

namespace IdmLive.Tools.Tests.Exporting;

/// <summary>Against the examples of the format's own description.</summary>
public sealed class ProtobufMessageTests
{
    [Fact]
    public void Whole_numbers_take_seven_bits_a_byte() =>
        Assert.Equal([0x08, 0x96, 0x01], new ProtobufMessage().Add(1, 150).ToBytes());

    [Fact]
    public void Negative_numbers_take_ten_bytes() =>
        Assert.Equal([0x08, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01], new ProtobufMessage().Add(1, -1).ToBytes());

    [Fact]
    public void Texts_follow_their_length() =>
        Assert.Equal([0x12, 0x07, .. "testing"u8], new ProtobufMessage().Add(2, "testing").ToBytes());

    [Fact]
    public void Messages_lie_in_messages() =>
        Assert.Equal([0x1a, 0x03, 0x08, 0x96, 0x01], new ProtobufMessage().Add(3, new ProtobufMessage().Add(1, 150)).ToBytes());

    [Fact]
    public void Real_numbers_take_four_bytes() =>
        Assert.Equal([0x15, 0x00, 0x00, 0x80, 0x3f], new ProtobufMessage().Add(2, 1f).ToBytes());

    [Fact]
    public void Fields_above_fifteen_take_two_bytes_for_their_tag() =>
        Assert.Equal([0xa0, 0x01, 0x07], new ProtobufMessage().Add(20, 7).ToBytes());

    [Fact]
    public void Length_is_that_of_the_bytes()
    {
        ProtobufMessage message = new ProtobufMessage().Add(1, 300).Add(2, new byte[200]).Add(3, new ProtobufMessage().Add(1, "x"));
        Assert.Equal(message.ToBytes().Length, message.Length);
    }
}
