namespace IdmLive.Tests.SharedFiles;

/// <summary>A thread that collects garbage and runs finalizers without pause until it is disposed of: what frees native memory too early crashes under it.</summary>
internal sealed class RestlessCollector : IDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly Thread _thread;

    public RestlessCollector()
    {
        _thread = new(Collect);
        _thread.Start();
    }

    public void Dispose()
    {
        _stop.Cancel();
        _thread.Join();
        _stop.Dispose();
    }

    private void Collect()
    {
        while (!_stop.IsCancellationRequested)
        {
            GC.Collect(0, GCCollectionMode.Forced, blocking: true);
            GC.WaitForPendingFinalizers();
        }
    }
}
