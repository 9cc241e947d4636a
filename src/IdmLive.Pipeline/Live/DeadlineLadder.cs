using System.Globalization;

namespace IdmLive.Pipeline.Live;

/// <summary>
/// Chooses how much is done for each frame so that it leaves in time: the network at its sizes, the earlier result moved along, nothing. Goes down at
/// once, and up when the higher rung has been affordable for a while; a rung that turns out not to hold is tried ever more rarely. Works on measured
/// times alone. Not thread-safe.
/// </summary>
public sealed class DeadlineLadder
{
    private const int Settling = 3;
    private static readonly TimeSpan Holding = TimeSpan.FromSeconds(3), Starting = TimeSpan.FromSeconds(2);

    private readonly LadderOptions _options;
    private readonly LadderRung[] _rungs;
    private readonly CostEstimate[] _restore, _network;
    private readonly CostEstimate _rest = new(), _find = new(), _interval = new();
    private readonly double _budget;
    private bool _isHiccup;
    private int _current, _late, _framesOnRung, _faces = 1;
    private TimeSpan _affordableSince = TimeSpan.MaxValue, _patience, _lastStepUp = TimeSpan.MinValue;

    /// <summary>Starts on the highest rung.</summary>
    /// <param name="options">Settings.</param>
    /// <exception cref="ArgumentException">A setting is out of range.</exception>
    public DeadlineLadder(LadderOptions options)
    {
        options.Check();
        _options = options;
        _rungs = [.. options.Sizes.Select(s => new LadderRung(s)), LadderRung.Warped, LadderRung.Passed];
        _restore = [.. _rungs.Select(_ => new CostEstimate())];
        _network = [.. _rungs.Select(_ => new CostEstimate())];
        _budget = options.Budget.TotalMilliseconds;
        _patience = options.Patience;
        Reason = "highest rung";
    }

    /// <summary>All rungs, highest first.</summary>
    public IReadOnlyList<LadderRung> Rungs => _rungs;

    /// <summary>The rung for the next frame.</summary>
    public LadderRung Current => _rungs[_current];

    /// <summary>Why this rung, one clause.</summary>
    public string Reason { get; private set; }

    /// <summary>How often it went down.</summary>
    public int StepsDown { get; private set; }

    /// <summary>Takes in what a frame took.</summary>
    /// <param name="rung">The rung it was made on.</param>
    /// <param name="faces">Faces that were restored in it.</param>
    /// <param name="times">Where its time went.</param>
    /// <param name="interval">Time since the frame before was captured, in milliseconds; 0 where there was none.</param>
    /// <param name="now">Time since the line began.</param>
    /// <param name="called">Whether the network was called: where nothing moved, the rung was not tried.</param>
    public void Add(LadderRung rung, int faces, in FrameTimes times, double interval, TimeSpan now, bool called = true)
    {
        int index = Array.IndexOf(_rungs, rung);
        if (faces > 0 && faces != _faces)
        {
            // What n faces take says little about m faces; better to measure than to guess.
            Array.ForEach(_restore, c => c.Clear());
            Array.ForEach(_network, c => c.Clear());
            _faces = faces;
        }

        if (faces > 0 && (called || rung.Size <= 0))
        {
            _restore[index].Add(times.Restore);
            _network[index].Add(times.Network);
        }

        _find.Add(times.Find);
        if (index == _current)
        {
            // What another rung's frame, still under way, waited for says nothing about this one.
            _rest.Add(times.Wait + times.Find + times.Output);
        }

        if (interval > 0)
        {
            _interval.Add(interval);
        }

        _late = times.Total > _budget ? _late + 1 : 0;
        if (index == _current)
        {
            Judge(times, now);
        }
    }

    /// <summary>A rung failed: the next frame is made on a lower one that does not call the network.</summary>
    public void Fail(string reason)
    {
        GoTo(Math.Max(_current, Array.IndexOf(_rungs, LadderRung.Warped)), reason);
        _patience = _options.Patience;
    }

    private void Judge(in FrameTimes times, TimeSpan now)
    {
        double expected = _rest.Mean + Cost(_current);

        // From the rung without a call there is next to nothing to be won below: a hiccup of the machine is no reason, a budget that cannot be kept is.
        bool canGoDown = _current < _rungs.Length - 1 && (_rungs[_current].Size > 0 || expected > _budget);
        if (canGoDown && (_late >= 2 || times.Total > 3 * _budget))
        {
            // Where the means still fit, the machine had other things to do for a moment: the rung is as good as before.
            string many = _late >= 2 ? "two frames late" : "a frame very late";
            StepDown(
                string.Create(CultureInfo.InvariantCulture, $"{many}, {times.Total:0} ms of {_budget:0}"), now, isHiccup: _framesOnRung > Settling ? expected <= _budget : _isHiccup);
        }
        else if (++_framesOnRung <= Settling)
        {
            // What waited for a slower rung leaves first.
            return;
        }
        else if (canGoDown && _restore[_current].IsKnown && expected > _budget)
        {
            StepDown(string.Create(CultureInfo.InvariantCulture, $"a frame takes {expected:0} ms of {_budget:0}"), now);
        }
        else if (canGoDown && _restore[_current].IsKnown && _interval.IsKnown && _find.Mean + _restore[_current].Mean > _interval.Mean)
        {
            StepDown(string.Create(CultureInfo.InvariantCulture, $"finding and restoring take {_find.Mean + _restore[_current].Mean:0} ms, frames come every {_interval.Mean:0}"), now);
        }
        else
        {
            ConsiderUp(now);
        }
    }

    private void ConsiderUp(TimeSpan now)
    {
        if (_current == 0 || !IsAffordable(_current - 1))
        {
            _affordableSince = TimeSpan.MaxValue;
            return;
        }

        if (_affordableSince == TimeSpan.MaxValue)
        {
            _affordableSince = now;
        }

        if (now - _affordableSince < _patience)
        {
            return;
        }

        double expected = _rest.Mean + Cost(_current - 1);
        _restore[_current - 1].Clear();
        _network[_current - 1].Clear();
        _lastStepUp = now;
        _isHiccup = false;
        GoTo(_current - 1, string.Create(CultureInfo.InvariantCulture, $"there is time: {expected:0} ms expected of {_budget:0}"));
    }

    // Without the wait: it is the consequence of a rung that is too high, and a lower rung has less of it.
    private bool IsAffordable(int index)
    {
        double cost = Cost(index), rest = _rest.Mean;
        return rest + cost <= _budget * _options.Reserve && (!_interval.IsKnown || _find.Mean + cost <= _interval.Mean * _options.Load);
    }

    /// <summary>
    /// What restoring takes on a rung. For another rung than the current one it is reckoned from this one: the network by the number of pixels, the rest stays.
    /// What was measured there belongs to another moment's load. Where nothing is known it is nothing, so that it is tried.
    /// </summary>
    private double Cost(int index)
    {
        CostEstimate restore = _restore[_current];
        if (!restore.IsKnown || (index != _current && (_rungs[_current].Size <= 0 || _rungs[index].Size <= 0)))
        {
            return 0;
        }

        double ratio = (double)_rungs[index].Size / _rungs[_current].Size;
        return index == _current ? restore.Mean : restore.Mean + (_network[_current].Mean * ((ratio * ratio) - 1));
    }

    private void StepDown(string reason, TimeSpan now, bool isHiccup = false)
    {
        // Everything is late while a line starts: libraries are loaded, code is compiled, decoders wake up.
        _isHiccup = isHiccup || now < Starting;
        (TimeSpan first, TimeSpan most) = _isHiccup ? (_options.Recovery, _options.LongestRecovery) : (_options.Patience, _options.LongestPatience);
        bool hasHeld = _lastStepUp == TimeSpan.MinValue || now - _lastStepUp >= (_isHiccup ? _options.LongestRecovery : Holding) || now < Starting;
        _patience = hasHeld ? first : TimeSpan.FromTicks(Math.Clamp(2 * Math.Max(_patience.Ticks, TimeSpan.TicksPerMillisecond), first.Ticks, most.Ticks));
        StepsDown++;
        GoTo(_current + 1, reason);
    }

    private void GoTo(int index, string reason)
    {
        _current = index;
        _rest.Clear();
        (_late, _framesOnRung) = (0, 0);
        _affordableSince = TimeSpan.MaxValue;
        Reason = reason;
    }
}
