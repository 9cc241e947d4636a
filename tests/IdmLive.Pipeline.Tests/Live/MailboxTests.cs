using IdmLive.Pipeline.Live;

namespace IdmLive.Pipeline.Tests.Live;

public sealed class MailboxTests
{
    private static readonly TimeSpan Long = TimeSpan.FromSeconds(20);
    private readonly Mailbox<string> _box = new();

    [Fact]
    public void Newest_item_wins_and_the_older_one_comes_back()
    {
        Assert.Null(_box.Replace("a"));
        Assert.Equal("a", _box.Replace("b"));
        Assert.True(_box.TryTake(Long, out string? item));
        Assert.Equal("b", item);
    }

    [Fact]
    public async Task Putting_waits_until_there_is_room_and_loses_nothing()
    {
        Task<int> taker = Task.Run(() =>
        {
            int sum = 0;
            while (!_box.IsOver)
            {
                sum += _box.TryTake(Long, out string? item) ? int.Parse(item, System.Globalization.CultureInfo.InvariantCulture) : 0;
            }

            return sum;
        });
        for (int i = 1; i <= 100; i++)
        {
            Assert.True(_box.Put(i.ToString(System.Globalization.CultureInfo.InvariantCulture)));
        }

        _box.Close();
        Assert.Equal(5050, await taker);
    }

    [Fact]
    public async Task Closing_wakes_whoever_waits()
    {
        Task<bool> taker = Task.Run(() => _box.TryTake(Timeout.InfiniteTimeSpan, out _));
        _box.Close();
        Assert.False(await taker);
        Assert.False(_box.Put("x"));
        Assert.Equal("x", _box.Replace("x"));
    }

    [Fact]
    public void What_is_inside_can_be_taken_after_closing()
    {
        _box.Replace("a");
        _box.Close();
        Assert.False(_box.IsOver);
        Assert.True(_box.TryTake(TimeSpan.Zero, out _));
        Assert.True(_box.IsOver);
    }
}
