using System.Collections.Concurrent;
using IdmLive.Diffusion.Network;
using IdmLive.Training.Data;
using IdmLive.Training.Degradation;
using OpenCvSharp;

namespace IdmLive.Training.Intrinsic;

/// <summary>
/// Draws batches on threads of its own, a few ahead of training. Batch n depends on the seed and n alone, so a resumed run sees the
/// same data in the same order, whatever the number of threads.
/// </summary>
public sealed class BatchSource : IDisposable
{
    /// <summary>Pixels around a patch that are degraded with it and cut off: the reach of blur and resampling.</summary>
    private const int Margin = 16;

    private const int Ahead = 4;

    private readonly CropSet _crops;
    private readonly CropSet _targets;
    private readonly IReadOnlyList<int> _members;
    private readonly DegradationRecipe _recipe;
    private readonly TrainOptions _options;
    private readonly ConcurrentDictionary<int, PatchBatch> _ready = new();
    private readonly SemaphoreSlim _room = new(Ahead);
    private readonly SemaphoreSlim _filled = new(0);
    private readonly CancellationTokenSource _stop = new();
    private readonly Thread[] _threads;
    private int _drawn;
    private int _taken;
    private bool _started;
    private volatile Exception? _failure;

    /// <summary>Prepares to draw; <see cref="Start"/> begins.</summary>
    /// <param name="crops">The faces.</param>
    /// <param name="members">Indices of the faces that may be drawn.</param>
    /// <param name="recipe">Degradation.</param>
    /// <param name="options">Patches, batches and seed.</param>
    /// <param name="targets">What the network should give for each face, in the order of <paramref name="crops"/> (IDM eq. 10); null: the faces themselves.</param>
    public BatchSource(CropSet crops, IReadOnlyList<int> members, DegradationRecipe recipe, TrainOptions options, CropSet? targets = null)
    {
        if (targets is not null && (targets.Count != crops.Count || targets.CropSize != crops.CropSize))
        {
            throw new ArgumentException(
                $"There are {targets.Count} targets of {targets.CropSize} px for {crops.Count} faces of {crops.CropSize} px; give one of the same size for each.");
        }

        _targets = targets ?? crops;
        (_crops, _members, _recipe, _options) = (crops, members, recipe, options);
        _threads = [.. Enumerable.Range(0, options.DataThreads).Select(i => new Thread(Run) { IsBackground = true, Name = $"degradation {i}" })];
    }

    /// <summary>Starts the threads.</summary>
    /// <param name="first">Number of the first batch.</param>
    public BatchSource Start(int first)
    {
        (_drawn, _taken, _started) = (first, first, true);
        Array.ForEach(_threads, t => t.Start());
        return this;
    }

    /// <summary>The next batch; waits for it where it is not ready.</summary>
    public PatchBatch Take()
    {
        PatchBatch? batch;
        while (!_ready.TryRemove(_taken, out batch))
        {
            if (_failure is not null)
            {
                throw new InvalidOperationException($"The degradation of batch {_taken} failed: {_failure.Message}", _failure);
            }

            _filled.Wait();
        }

        _taken++;
        _room.Release();
        return batch;
    }

    /// <summary>Draws batch <paramref name="number"/> on the calling thread.</summary>
    public PatchBatch Draw(int number)
    {
        (int patch, int count) = _options.StageAt(number);
        int size = patch * patch * 3;
        byte[] clean = new byte[count * size], degraded = new byte[count * size], earlier = new byte[count * size];
        PatchPlace[] places = new PatchPlace[count];
        for (int i = 0; i < count; i++)
        {
            Random random = new(HashCode(_options.Seed, number, i));
            places[i] = DrawPair(
                random, patch, clean.AsSpan(i * size, size), degraded.AsSpan(i * size, size), earlier.AsSpan(i * size, size));
        }

        return new PatchBatch(patch, clean, degraded, earlier, places);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _stop.Cancel();
        foreach (Thread thread in _started ? _threads : [])
        {
            thread.Join();
        }

        _stop.Dispose();
        _room.Dispose();
        _filled.Dispose();
    }

    /// <summary>A mix of three numbers that is the same in every process.</summary>
    public static int HashCode(int seed, int number, int index)
    {
        ulong h = ((ulong)(uint)seed * 0x9E3779B97F4A7C15) ^ ((ulong)(uint)number * 0xBF58476D1CE4E5B9) ^ ((ulong)(uint)index * 0x94D049BB133111EB);
        h ^= h >> 31;
        h *= 0xD6E8FEB86659FD93;
        return (int)(h >> 33);
    }

    private unsafe PatchPlace DrawPair(Random random, int patch, Span<byte> clean, Span<byte> degraded, Span<byte> earlier)
    {
        int size = _crops.CropSize;
        int member = _members[random.Next(_members.Count)];
        ReadOnlySpan<byte> pixels = _crops[member], target = _targets[member];

        // Patches lie on the cells of the network's coarsest features: its map of places has that grid.
        int cell = TrainOptions.Cell, cells = (size - patch) / cell;
        int left = random.Next(cells + 1) * cell, top = random.Next(cells + 1) * cell;
        bool mirror = random.Next(2) == 1;
        EyeTint? tint = _options.EyeTint > 0 && random.NextDouble() < _options.EyeTint ? EyeTint.Draw(random) : null;
        fixed (byte* p = pixels, t = target)
        {
            using Mat face = Tinted(Mat.FromPixelData(size, size, MatType.CV_8UC3, (nint)p), tint);
            Rect wanted = new(left, top, patch, patch);
            Rect around = new Rect(left - Margin, top - Margin, patch + (2 * Margin), patch + (2 * Margin)) & new Rect(0, 0, size, size);
            using Mat view = face[around];
            using Mat source = mirror ? view.Flip(FlipMode.Y) : view.Clone();
            int x = wanted.X - around.X, y = wanted.Y - around.Y;
            Rect inner = new(mirror ? around.Width - x - patch : x, y, patch, patch);
            DegradationDraw draw = _recipe.Draw(random);
            using Mat bad = _recipe.Apply(source, draw, random);
            using Mat ideal = Tinted(Mat.FromPixelData(size, size, MatType.CV_8UC3, (nint)t), tint);
            using Mat seen = ideal[wanted];
            using Mat turned = mirror ? seen.Flip(FlipMode.Y) : seen.Clone();
            Copy(turned, new Rect(0, 0, patch, patch), clean);
            Copy(bad, inner, degraded);
            if (_options.Recursion > 0)
            {
                using Mat before = _recipe.Apply(source, draw, random);
                Copy(before, inner, earlier);
            }
        }

        return new PatchPlace(left / cell, top / cell, mirror, size / cell);
    }

    /// <summary>The picture itself where it stays as it is, or a copy with other eyes.</summary>
    private static Mat Tinted(Mat picture, EyeTint? tint)
    {
        if (tint is not EyeTint colour)
        {
            return picture;
        }

        using (picture)
        {
            Mat copy = picture.Clone();
            colour.Apply(copy);
            return copy;
        }
    }

    private static void Copy(Mat picture, Rect part, Span<byte> target)
    {
        using Mat view = picture[part];
        int row = part.Width * 3;
        for (int y = 0; y < part.Height; y++)
        {
            view.RowSpan(y).CopyTo(target.Slice(y * row, row));
        }
    }

    private void Run()
    {
        try
        {
            Cv2.SetNumThreads(1);
            while (true)
            {
                _room.Wait(_stop.Token);
                int number = Interlocked.Increment(ref _drawn) - 1;
                _ready[number] = Draw(number);
                _filled.Release();
            }
        }
        catch (OperationCanceledException)
        {
            // The run is over.
        }
        catch (Exception e) when (e is OpenCVException or ArgumentException or OutOfMemoryException)
        {
            _failure = e;
            _filled.Release();
        }
    }
}
