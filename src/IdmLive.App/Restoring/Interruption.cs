using System.Runtime.InteropServices;

namespace IdmLive.App.Restoring;

/// <summary>
/// Ctrl-C and the system's request to end: the first asks the work to stop in good order, the second leaves the program at once.
/// </summary>
internal sealed class Interruption : IDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly List<PosixSignalRegistration> _registrations = [];
    private readonly TextWriter _error;
    private readonly string _command;

    /// <summary>Starts to listen.</summary>
    /// <param name="error">Where the user is told.</param>
    /// <param name="command">The command's full name, for what the user is told.</param>
    public Interruption(TextWriter error, string command = "idmlive restore")
    {
        _error = error;
        _command = command;
        ReadOnlySpan<PosixSignal> signals = [PosixSignal.SIGINT, PosixSignal.SIGTERM, PosixSignal.SIGHUP];
        foreach (PosixSignal signal in signals)
        {
            _registrations.Add(PosixSignalRegistration.Create(signal, Handle));
        }
    }

    /// <summary>Whether the system asked to end: it shuts down, or the terminal is gone. Nothing else may be begun then.</summary>
    public bool IsEndDemanded { get; private set; }

    /// <summary>Cancelled at the first request.</summary>
    public CancellationToken Stop => _stop.Token;

    /// <inheritdoc/>
    public void Dispose()
    {
        _registrations.ForEach(registration => registration.Dispose());
        _stop.Dispose();
    }

    private void Handle(PosixSignalContext context)
    {
        IsEndDemanded |= context.Signal != PosixSignal.SIGINT;
        if (_stop.IsCancellationRequested)
        {
            return; // not held back: the system ends the program
        }

        context.Cancel = true;
        _error.WriteLine($"{_command}: stopping, the frames under way are finished; once more leaves at once.");
        _stop.Cancel();
    }
}
