using IdmLive.Pipeline.Live;
using IdmLive.Pipeline.Tests.Capture;

namespace IdmLive.Pipeline.Tests.Live;

public sealed class YoungGarbageTests
{
    [Fact]
    public void Young_objects_are_collected_every_four_seconds_and_not_after_each_frame()
    {
        ManualTime time = new();
        YoungGarbage garbage = new(time);
        WeakReference dropped = Drop();
        for (int frame = 0; frame < 100; frame++)
        {
            time.Advance(TimeSpan.FromMilliseconds(100));
            garbage.AfterFrame();
        }

        Assert.Equal(2, garbage.Collections);
        Assert.False(dropped.IsAlive);
    }

    [System.Runtime.CompilerServices.MethodImpl(System.Runtime.CompilerServices.MethodImplOptions.NoInlining)]
    private static WeakReference Drop() => new(new byte[100]);
}
