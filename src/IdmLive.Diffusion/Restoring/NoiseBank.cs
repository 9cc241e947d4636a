using TorchSharp;
using static TorchSharp.torch;

namespace IdmLive.Diffusion.Restoring;

/// <summary>
/// The noise of each seed, drawn once and kept: a track's noise stays the same from frame to frame. The least recently used seed
/// goes when the bank is full. One thread.
/// </summary>
internal sealed class NoiseBank : IDisposable
{
    private readonly int _capacity;
    private readonly int _draws;
    private readonly int _size;
    private readonly Device _device;
    private readonly Dictionary<long, LinkedListNode<(long Seed, Tensor Noise)>> _bySeed = [];
    private readonly LinkedList<(long Seed, Tensor Noise)> _byUse = new();

    /// <summary>Makes an empty bank.</summary>
    /// <param name="draws">Noise images for each seed.</param>
    /// <param name="size">Width and height.</param>
    /// <param name="device">Where the noise is to lie.</param>
    /// <param name="capacity">Seeds that are kept.</param>
    public NoiseBank(int draws, int size, Device device, int capacity = 32) =>
        (_draws, _size, _device, _capacity) = (draws, size, device, capacity);

    /// <summary>Number of seeds kept at present.</summary>
    public int Count => _bySeed.Count;

    /// <summary>The noise of a seed: [draws, 3, size, size], unit normal, channels-last; stays the bank's.</summary>
    public Tensor Get(long seed)
    {
        if (_bySeed.TryGetValue(seed, out LinkedListNode<(long Seed, Tensor Noise)>? node))
        {
            _byUse.Remove(node);
            _byUse.AddFirst(node);
            return node.Value.Noise;
        }

        if (_bySeed.Count >= _capacity)
        {
            (long oldest, Tensor noise) = _byUse.Last!.Value;
            _byUse.RemoveLast();
            _bySeed.Remove(oldest);
            noise.Dispose();
        }

        using DisposeScope scope = NewDisposeScope();
        Tensor drawn = SeedNoise.Draw(seed, _draws, _size).to(_device).DetachFromDisposeScope();
        _bySeed[seed] = _byUse.AddFirst((seed, drawn));
        return drawn;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach ((_, Tensor noise) in _byUse)
        {
            noise.Dispose();
        }

        _byUse.Clear();
        _bySeed.Clear();
    }
}
