using IdmLive.Pipeline.Faces;
using IdmLive.Pipeline.Live;
using IdmLive.Pipeline.Session;
using IdmLive.Pipeline.Startup;
using OpenCvSharp;

namespace IdmLive.Pipeline.People;

/// <summary>A face of a frame that may be kept.</summary>
/// <param name="Crop">As it was cut from the input, before any restoration; 8-bit BGR, aligned. Lives for the call.</param>
/// <param name="Face">Where it was.</param>
/// <param name="Person">Whom it is taken for.</param>
/// <param name="Time">When the frame was shown.</param>
public readonly record struct OfferedFace(Mat Crop, TrackedFace Face, string Person, TimeSpan Time);

/// <summary>Looks at an offered face and keeps it where it is good.</summary>
public interface IFrameLook : IDisposable
{
    /// <summary>Looks. Called by one thread.</summary>
    /// <returns>What became of it, in a word or two; null where it is kept.</returns>
    string? Look(in OfferedFace face);

    /// <summary>The picture is another one: nothing of the past counts.</summary>
    void Restart();
}

/// <summary>
/// Collects good frames of enrolled people while a line runs. The line offers a face at most and goes on: that costs the copy of one crop, and nothing while an earlier
/// one is being looked at. Everything else happens on a thread of low priority; where no frame may be passed over, the one that offers looks itself, and the same
/// frames give the same crops on every machine. One thread offers; any thread may read the counts.
/// </summary>
public sealed class FrameKeeper : IDisposable
{
    private readonly OfferGate _gate;
    private readonly IFrameLook _look;
    private readonly Mailbox<Slot> _box = new();
    private readonly Slot _slot = new();
    private readonly Lock _lock = new();
    private readonly Dictionary<string, long> _kept = [];
    private readonly Dictionary<string, long> _refused = [];
    private readonly Thread? _thread;
    private volatile bool _isBusy, _isCut;

    /// <summary>Makes a keeper, and its thread where it has one.</summary>
    /// <param name="people">Names of those of whom frames are kept.</param>
    /// <param name="look">Looks and keeps; disposed with this object.</param>
    /// <param name="rules">When a face is offered; the usual rules where null.</param>
    /// <param name="inBackground">Whether a thread of its own looks; false where the line is in no hurry and waits for each look.</param>
    /// <exception cref="ArgumentException">A setting is out of range.</exception>
    public FrameKeeper(IEnumerable<string> people, IFrameLook look, KeepRules? rules = null, bool inBackground = true)
    {
        ArgumentNullException.ThrowIfNull(look);
        rules ??= new();
        rules.Check();
        _look = look;
        _gate = new(rules, people.ToHashSet());
        if (inBackground)
        {
            _thread = new(Work) { IsBackground = true, Name = "keep", Priority = ThreadPriority.Lowest };
            _thread.Start();
        }
    }

    /// <summary>Frames that were kept so far.</summary>
    public long Kept
    {
        get
        {
            lock (_lock)
            {
                return _kept.Values.Sum();
            }
        }
    }

    /// <summary>Of whom frames were kept, and how many.</summary>
    public IReadOnlyDictionary<string, long> KeptOf
    {
        get
        {
            lock (_lock)
            {
                return new Dictionary<string, long>(_kept);
            }
        }
    }

    /// <summary>Frames that were looked at and not kept, by the reason in a word or two.</summary>
    public IReadOnlyDictionary<string, long> Refused
    {
        get
        {
            lock (_lock)
            {
                return new Dictionary<string, long>(_refused);
            }
        }
    }

    /// <summary>Offers the faces of a frame; one of them is copied where one is due and nothing is being looked at.</summary>
    /// <param name="faces">The frame's faces.</param>
    /// <param name="matches">Who they are, in the same order.</param>
    /// <param name="time">When the frame was shown.</param>
    public void Offer(FrameFaces faces, IReadOnlyList<PersonMatch> matches, TimeSpan time)
    {
        ArgumentNullException.ThrowIfNull(faces);
        int due = _gate.Take(matches, time);

        // Whoever is due stays due: with a box in which the newest wins, one of two people would displace the other each time.
        if (due < 0 || _isBusy || _box.IsOver || faces.Tracked[due].Unseen != TimeSpan.Zero)
        {
            return;
        }

        string person = matches[due].Name!;
        _gate.Note(person, time);
        if (_thread is null)
        {
            Take(new(faces.Crop(due), faces.Tracked[due], person, time));
            return;
        }

        _isBusy = true;
        faces.Crop(due).CopyTo(_slot.Crop);
        _slot.Face = new(_slot.Crop, faces.Tracked[due], person, time);
        if (!_box.Put(_slot))
        {
            _isBusy = false;
        }
    }

    /// <summary>Says that the picture is another one.</summary>
    public void Restart()
    {
        _gate.Restart();
        _isCut = true;
    }

    /// <summary>Waits until what was offered is kept or refused; nothing is taken any more.</summary>
    public void Finish()
    {
        _box.Close();
        _thread?.Join();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Finish();
        _look.Dispose();
        _slot.Crop.Dispose();
    }

    private void Work()
    {
        ThreadNiceness.Set(ThreadNiceness.Behind);
        while (!_box.IsOver)
        {
            if (_box.TryTake(Timeout.InfiniteTimeSpan, out Slot? slot))
            {
                Take(slot.Face);
                _isBusy = false;
            }
        }
    }

    private void Take(in OfferedFace face) => Count(face.Person, Look(face));

    private string? Look(in OfferedFace face)
    {
        try
        {
            if (_isCut)
            {
                _isCut = false;
                _look.Restart();
            }

            return _look.Look(face);
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            // An exception here would end the program, and a call is worth more than a frame.
            return e.Message.Split('\n')[0].TrimEnd('.');
        }
    }

    private void Count(string person, string? why)
    {
        lock (_lock)
        {
            Dictionary<string, long> counts = why is null ? _kept : _refused;
            string key = why ?? person;
            counts[key] = counts.GetValueOrDefault(key) + 1;
        }
    }

    private sealed class Slot
    {
        public Mat Crop { get; } = new();

        public OfferedFace Face { get; set; }
    }
}
