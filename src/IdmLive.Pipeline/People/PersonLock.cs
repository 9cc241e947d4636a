using System.Diagnostics;

namespace IdmLive.Pipeline.People;

/// <summary>Keeps a name for one program: while it is held nobody else enrols or removes that person. Ends with the process, however that ends.</summary>
internal sealed class PersonLock : IDisposable
{
    private readonly string _path;
    private FileStream? _held;

    /// <summary>Takes a name.</summary>
    /// <param name="path">The lock's file; it holds nothing.</param>
    /// <param name="name">For the message.</param>
    /// <param name="patience">How long to wait for another program: one that keeps a frame of a call has the name for a moment only.</param>
    /// <exception cref="PeopleException">Another program has it, or the file cannot be made.</exception>
    public PersonLock(string path, string name, TimeSpan patience = default)
    {
        _path = path;
        long since = Stopwatch.GetTimestamp();
        try
        {
            while (_held is null)
            {
                try
                {
                    _held = PrivateFiles.Lock(path);
                }
                catch (IOException) when (File.Exists(path) && Stopwatch.GetElapsedTime(since) < patience)
                {
                    Thread.Sleep(10);
                }

                if (_held is not null && !File.Exists(path))
                {
                    // Whoever held it deletes it and then lets go: a file that was opened before and locked after has no name any more, and locks nothing.
                    _held.Dispose();
                    _held = null;
                }
            }
        }
        catch (IOException e) when (File.Exists(path))
        {
            throw new PeopleException(PeopleFailure.Output, $"{name} is being enrolled or removed by another program just now; wait until it has ended.", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw PeopleStore.Unwritable(path, e);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_held is { } held)
        {
            _held = null;
            if (OperatingSystem.IsWindows())
            {
                held.Dispose(); // what is open cannot be deleted there
            }

            try
            {
                File.Delete(_path);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // Another program took it in between, or nothing can be deleted here: it holds nothing but its name.
            }

            held.Dispose();
        }
    }
}
