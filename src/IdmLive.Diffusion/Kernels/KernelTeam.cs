namespace IdmLive.Diffusion.Kernels;

/// <summary>
/// Threads that share the pieces of short works, a few microseconds each. Between the works of one call they wait by spinning, between calls they
/// sleep. Whoever is free takes the next piece, so a thread that has no processor holds nobody up. One call at a time; a second one does its work alone.
/// </summary>
internal sealed class KernelTeam
{
    // Phase (24 bits), number of pieces (20), next piece (20) in one word: what is taken belongs to the phase that was looked at, or is not taken.
    private const int PieceBits = 20;
    private const ulong PieceMask = (1 << PieceBits) - 1;

    private readonly Lock _calls = new();
    private readonly List<SemaphoreSlim> _sleepers = [];
    private IKernelWork? _work;
    private ulong _ticket;
    private int _done;
    private volatile int _members;

    /// <summary>The team of this process: as many threads as there are processors, the caller's included. Threads are made when first wanted.</summary>
    public static KernelTeam Shared { get; } = new();

    /// <summary>Threads beside the caller's that have been made.</summary>
    public int Threads => _sleepers.Count;

    /// <summary>Begins a call: wakes threads.</summary>
    /// <param name="threads">How many shall work, the caller's included.</param>
    /// <returns>Whether they are this call's; if not, the caller is alone. <see cref="Leave"/> ends it then.</returns>
    public bool TryEnter(int threads)
    {
        int wanted = Math.Min(threads, Environment.ProcessorCount) - 1;
        if (wanted < 1 || !_calls.TryEnter())
        {
            return false;
        }

        while (_sleepers.Count < wanted)
        {
            SemaphoreSlim wake = new(0);
            _sleepers.Add(wake);
            int number = _sleepers.Count;
            new Thread(() => Serve(number, wake)) { IsBackground = true, Name = $"kernels {number}" }.Start();
        }

        _members = wanted;
        for (int i = 0; i < wanted; i++)
        {
            _sleepers[i].Release();
        }

        return true;
    }

    /// <summary>Does a work with the threads that came, and returns when all of it is done.</summary>
    /// <param name="work">The work.</param>
    /// <param name="pieces">Fewer than a million.</param>
    public void Do(IKernelWork work, int pieces)
    {
        _work = work;
        Volatile.Write(ref _done, 0);
        ulong phase = ((Volatile.Read(ref _ticket) >> (2 * PieceBits)) + 1) << (2 * PieceBits);
        Interlocked.Exchange(ref _ticket, phase | ((ulong)pieces << PieceBits));
        TakePieces(0);
        SpinWait spin = default;
        while (Volatile.Read(ref _done) < pieces)
        {
            spin.SpinOnce(sleep1Threshold: -1);
        }
    }

    /// <summary>Ends the call: threads go to sleep. On the thread that entered.</summary>
    public void Leave()
    {
        _members = 0;
        _work = null;
        _calls.Exit();
    }

    private void Serve(int number, SemaphoreSlim wake)
    {
        while (true)
        {
            wake.Wait();
            ulong seen = 0;
            SpinWait spin = default;
            while (_members >= number)
            {
                ulong ticket = Volatile.Read(ref _ticket);
                if (ticket == seen)
                {
                    spin.SpinOnce(sleep1Threshold: -1);
                    continue;
                }

                TakePieces(number);
                seen = Volatile.Read(ref _ticket);
                spin = default;
            }
        }
    }

    private void TakePieces(int number)
    {
        while (true)
        {
            ulong ticket = Volatile.Read(ref _ticket);
            ulong next = ticket & PieceMask;
            if (next >= ((ticket >> PieceBits) & PieceMask))
            {
                return;
            }

            if (Interlocked.CompareExchange(ref _ticket, ticket + 1, ticket) == ticket)
            {
                _work!.Do((int)next, number);
                Interlocked.Increment(ref _done);
            }
        }
    }
}
