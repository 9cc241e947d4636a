using System.Collections.Concurrent;
using IdmLive.Tools.Data;
using IdmLive.Tools.Degradation;
using OpenCvSharp;

namespace IdmLive.Tools.Training;

/// <summary>A batch of pairs: bytes, BGR, [batch, height, width, 3] each.</summary>
/// <param name="Clean">The high-quality patches x.</param>
/// <param name="Degraded">The low-quality patches y.</param>
public sealed record PatchBatch(byte[] Clean, byte[] Degraded);

/// <summary>
/// Draws batches on its own thread, a few ahead of training. Batch n depends on the seed and n alone, so a resumed run sees the
/// same data in the same order.
/// </summary>
public sealed class BatchSource : IDisposable
{
    /// <summary>Pixels around a patch that are degraded with it and cut off: the reach of blur and resampling.</summary>
    private const int Margin = 16;

    private readonly CropSet _crops;
    private readonly IReadOnlyList<int> _members;
    private readonly DegradationRecipe _recipe;
    private readonly TrainOptions _options;
    private readonly BlockingCollection<PatchBatch> _ready = new(4);
    private readonly CancellationTokenSource _stop = new();
    private readonly Thread _thread;
    private Exception? _failure;

    /// <summary>Starts drawing.</summary>
    /// <param name="crops">The faces.</param>
    /// <param name="members">Indices of the faces that may be drawn.</param>
    /// <param name="recipe">Degradation.</param>
    /// <param name="options">Patch, batch and seed.</param>
    /// <param name="first">Number of the first batch.</param>
    public BatchSource(CropSet crops, IReadOnlyList<int> members, DegradationRecipe recipe, TrainOptions options, int first)
    {
        (_crops, _members, _recipe, _options) = (crops, members, recipe, options);
        _thread = new Thread(() => Run(first)) { IsBackground = true, Name = "degradation" };
        _thread.Start();
    }

    /// <summary>The next batch; waits for it where it is not ready.</summary>
    public PatchBatch Take()
    {
        try
        {
            return _ready.Take();
        }
        catch (InvalidOperationException)
        {
            throw new InvalidOperationException("The degradation thread ended.", _failure);
        }
    }

    /// <summary>Draws batch <paramref name="number"/> on the calling thread.</summary>
    public PatchBatch Draw(int number)
    {
        int patch = _options.Patch;
        int size = patch * patch * 3;
        PatchBatch batch = new(new byte[_options.Batch * size], new byte[_options.Batch * size]);
        for (int i = 0; i < _options.Batch; i++)
        {
            Random random = new(HashCode(_options.Seed, number, i));
            DrawPair(random, batch.Clean.AsSpan(i * size, size), batch.Degraded.AsSpan(i * size, size));
        }

        return batch;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _stop.Cancel();
        _thread.Join();
        _ready.Dispose();
        _stop.Dispose();
    }

    /// <summary>A mix of three numbers that is the same in every process.</summary>
    internal static int HashCode(int seed, int number, int index)
    {
        ulong h = ((ulong)(uint)seed * 0x9E3779B97F4A7C15) ^ ((ulong)(uint)number * 0xBF58476D1CE4E5B9) ^ ((ulong)(uint)index * 0x94D049BB133111EB);
        h ^= h >> 31;
        h *= 0xD6E8FEB86659FD93;
        return (int)(h >> 33);
    }

    private unsafe void DrawPair(Random random, Span<byte> clean, Span<byte> degraded)
    {
        int size = _crops.CropSize;
        int patch = _options.Patch;
        ReadOnlySpan<byte> pixels = _crops[_members[random.Next(_members.Count)]];
        int left = random.Next(size - patch + 1), top = random.Next(size - patch + 1);
        bool mirror = random.Next(2) == 1;
        fixed (byte* p = pixels)
        {
            using Mat face = Mat.FromPixelData(size, size, MatType.CV_8UC3, (nint)p);
            Rect wanted = new(left, top, patch, patch);
            Rect around = new Rect(left - Margin, top - Margin, patch + (2 * Margin), patch + (2 * Margin)) & new Rect(0, 0, size, size);
            using Mat view = face[around];
            using Mat source = mirror ? view.Flip(FlipMode.Y) : view.Clone();
            int x = wanted.X - around.X, y = wanted.Y - around.Y;
            Rect inner = new(mirror ? around.Width - x - patch : x, y, patch, patch);
            using Mat bad = _recipe.Apply(source, random);
            Copy(source, inner, clean);
            Copy(bad, inner, degraded);
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

    private void Run(int first)
    {
        try
        {
            Cv2.SetNumThreads(1);
            for (int number = first; !_stop.IsCancellationRequested; number++)
            {
                _ready.Add(Draw(number), _stop.Token);
            }
        }
        catch (OperationCanceledException)
        {
            // The run is over.
        }
        catch (Exception e) when (e is OpenCVException or ArgumentException or OutOfMemoryException)
        {
            _failure = e;
        }
        finally
        {
            _ready.CompleteAdding();
        }
    }
}
