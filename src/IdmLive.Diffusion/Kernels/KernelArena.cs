namespace IdmLive.Diffusion.Kernels;

/// <summary>
/// The memory that a call of one image size works in: features between steps, which take each other's place as soon as they may, and each thread's
/// scratch. For one call at a time.
/// </summary>
internal sealed unsafe class KernelArena : IDisposable
{
    private readonly List<AlignedBuffer> _buffers = [];
    private readonly AlignedBuffer[] _scratch;
    private readonly FeatureMap[] _maps;

    /// <summary>Takes memory.</summary>
    /// <param name="program">The network.</param>
    /// <param name="height">Of the images.</param>
    /// <param name="width">Of the images.</param>
    /// <param name="scratchLength">Numbers of scratch for each thread.</param>
    /// <param name="threads">Largest number of threads.</param>
    public KernelArena(KernelProgram program, int height, int width, long scratchLength, int threads)
    {
        (Height, Width) = (height, width);
        _maps = Place(program, (h, w, c) =>
        {
            AlignedBuffer buffer = new(FeatureMap.Length(h, w, c));
            _buffers.Add(buffer);
            return FeatureMap.In(buffer, h, w, c);
        });
        _scratch = [.. Enumerable.Range(0, threads).Select(_ => new AlignedBuffer(scratchLength))];
    }

    /// <summary>Of the images.</summary>
    public int Height { get; }

    /// <summary>Of the images.</summary>
    public int Width { get; }

    /// <summary>Where features lie.</summary>
    public FeatureMap this[int features] => _maps[features];

    /// <summary>A thread's scratch.</summary>
    public float* Scratch(int worker) => _scratch[worker].Pointer;

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (AlignedBuffer buffer in _buffers.Concat(_scratch))
        {
            buffer.Dispose();
        }
    }

    /// <summary>
    /// Gives each step's output the memory of what it adds, where that is needed no longer (a value is read just before its place is written), else of
    /// features of the same shape whose last reader has run, else new memory.
    /// </summary>
    private FeatureMap[] Place(KernelProgram program, Func<int, int, int, FeatureMap> create)
    {
        FeatureMap[] maps = new FeatureMap[program.Features.Count];
        List<FeatureMap> free = [];
        FeatureMap Take(int features)
        {
            (int channels, int shrink) = program.Features[features];
            (int h, int w, int c) = (Height / shrink, Width / shrink, FeatureMap.Fill(channels));
            int found = free.FindIndex(m => (m.Height, m.Width, m.Channels) == (h, w, c));
            if (found < 0)
            {
                return create(h, w, c);
            }

            FeatureMap map = free[found];
            free.RemoveAt(found);
            return map;
        }

        maps[0] = Take(0);
        for (int i = 0; i < program.Steps.Count; i++)
        {
            KernelStep step = program.Steps[i];
            bool inPlace = step.Added >= 0 && program.LastUse(step.Added) == i;
            maps[step.Output] = inPlace ? maps[step.Added] : Take(step.Output);
            if (program.LastUse(step.Input) == i)
            {
                free.Add(maps[step.Input]);
            }
        }

        return maps;
    }
}
