using IdmLive.Diffusion.Kernels;

namespace IdmLive.Diffusion.Tests.Kernels;

public sealed class KernelTeamTests
{
    [Fact]
    public void Each_piece_is_done_once_before_the_work_is_over()
    {
        KernelTeam team = new();
        for (int call = 0; call < 50; call++)
        {
            bool entered = team.TryEnter(4);
            Assert.Equal(Environment.ProcessorCount > 1, entered);
            for (int pieces = 0; entered && pieces < 40; pieces++)
            {
                Counting work = new(pieces);
                team.Do(work, pieces);
                Assert.All(work.Done, n => Assert.Equal(1, n));
                Assert.False(work.HadTwoOfOneNumber);
            }

            if (entered)
            {
                team.Leave();
            }
        }
    }

    [Fact]
    public void Second_caller_is_told_to_work_alone()
    {
        Assert.SkipWhen(Environment.ProcessorCount < 2, "one processor has no team");
        KernelTeam team = new();
        Assert.True(team.TryEnter(2));
        bool second = true;
        Thread other = new(() => second = team.TryEnter(2));
        other.Start();
        other.Join();
        Assert.False(second);
        team.Leave();
        Assert.True(team.TryEnter(2));
        team.Leave();
    }

    [Fact]
    public void Threads_are_made_once_and_one_thread_makes_none()
    {
        KernelTeam team = new();
        Assert.False(team.TryEnter(1));
        Assert.Equal(0, team.Threads);
        for (int i = 0; i < 5 && team.TryEnter(2); i++)
        {
            team.Leave();
        }

        Assert.Equal(Math.Min(2, Environment.ProcessorCount) - 1, team.Threads);
    }

    private sealed class Counting(int pieces) : IKernelWork
    {
        private readonly int[] _inside = new int[Environment.ProcessorCount + 1];

        public int[] Done { get; } = new int[pieces];

        public bool HadTwoOfOneNumber { get; private set; }

        public void Do(int piece, int worker)
        {
            HadTwoOfOneNumber |= Interlocked.Increment(ref _inside[worker]) != 1;
            Interlocked.Increment(ref Done[piece]);
            Thread.SpinWait(20);
            Interlocked.Decrement(ref _inside[worker]);
        }
    }
}
