using IdmLive.Pipeline.Outputs;

namespace IdmLive.Pipeline.Tests.Outputs;

public sealed class NullLiveSinkTests
{
    [Fact]
    public void It_counts_frames()
    {
        using LiveFrames frames = new();
        NullLiveSink sink = new();
        using IFrameSink open = sink.Open(frames.Format);
        for (int i = 0; i < 5; i++)
        {
            frames.Write(open, i);
        }

        open.Complete(5);
        Assert.Equal(5, sink.Frames);
    }
}
