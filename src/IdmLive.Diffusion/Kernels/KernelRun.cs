namespace IdmLive.Diffusion.Kernels;

/// <summary>
/// One call of a program, step by step, each step's pieces shared by the team. Most layers go tile by tile through all three parts of the algorithm
/// within a core's own cache; layers with few tiles and large weights are split by points instead, so that each core reads its part of the weights only.
/// One call at a time.
/// </summary>
/// <typeparam name="TLane">The processor's registers.</typeparam>
internal sealed unsafe class KernelRun<TLane> : IKernelRun, IKernelWork
    where TLane : unmanaged, ILane<TLane>
{
    private const int TilesPerBlock = 16;
    private const int MostTilesByPoints = 64;
    private const long LeastWeightsByPoints = 1 << 20;

    private readonly KernelArena _arena;
    private readonly KernelProgram _program;
    private readonly AlignedBuffer? _points;
    private KernelTeam? _team;
    private ConvolutionCall _call;
    private Part _part;
    private readonly nint[] _images = new nint[3];
    private int _imageCount;
    private float* _result;

    /// <summary>Takes memory.</summary>
    /// <param name="program">The network.</param>
    /// <param name="height">Of the images.</param>
    /// <param name="width">Of the images.</param>
    public KernelRun(KernelProgram program, int height, int width)
    {
        (_program, Height, Width) = (program, height, width);
        _arena = new(program, height, width, ScratchLength(program), Environment.ProcessorCount);
        long most = _program.Steps.Where(ByPoints).Select(s => PointsLength(s) + SumsLength(s)).DefaultIfEmpty(0).Max();
        _points = most > 0 ? new(most) : null;
    }

    private enum Part
    {
        Unshuffle,
        Direct,
        Tiles,
        ToPoints,
        Multiply,
        FromPoints,
        Shuffle,
    }

    /// <inheritdoc/>
    public KernelProgram Program => _program;

    /// <inheritdoc/>
    public int Height { get; }

    /// <inheritdoc/>
    public int Width { get; }

    /// <summary>Numbers of scratch that a thread needs.</summary>
    private static long ScratchLength(KernelProgram program) =>
        program.Steps.Select(s => (long)PointsOf(s) * (PointStep(TilesPerBlock, FeatureMap.Fill(s.InChannels)) + PointStep(TilesPerBlock, SumsStep(s)))).Max();

    /// <inheritdoc/>
    public void Run(KernelWeights weights, KernelLevel level, FeatureMap map, ReadOnlySpan<nint> images, float* result, KernelTeam? team)
    {
        _team = team;
        _result = result;
        for (int i = 0; i < images.Length; i++)
        {
            _images[i] = images[i];
        }

        _imageCount = images.Length;
        Do(Part.Unshuffle, _arena[0].Height);
        for (int i = 0; i < _program.Steps.Count; i++)
        {
            KernelStep step = _program.Steps[i];
            FeatureMap added = step.Added >= 0 ? _arena[step.Added] : step.Map >= 0 ? map : default;
            _call = new(step, _arena[step.Input], _arena[step.Output], added, weights.PanelsOf(i), level.ValuesOf(i));
            Convolve(step);
        }

        Do(Part.Shuffle, _arena[_program.Result].Height);
    }

    /// <inheritdoc/>
    public void Do(int piece, int worker)
    {
        switch (_part)
        {
            case Part.Unshuffle:
                for (int i = 0; i < _imageCount; i++)
                {
                    ImageShuffle.Unshuffle((float*)_images[i], _arena[0], _program.Block, piece, 3 * i * _program.Block * _program.Block);
                }

                break;
            case Part.Direct:
                DirectKernel.Row<TLane>(_call, piece);
                break;
            case Part.Shuffle:
                ImageShuffle.Shuffle(_arena[_program.Result], _result, _program.Block, piece);
                break;
            default:
                if (_call.Step.Method == KernelMethod.WinogradFour)
                {
                    DoWinograd<WinogradFour>(piece, worker);
                }
                else
                {
                    DoWinograd<WinogradTwo>(piece, worker);
                }

                break;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _arena.Dispose();
        _points?.Dispose();
    }

    private static int PointsOf(KernelStep step) => step.Method switch
    {
        KernelMethod.WinogradFour => WinogradKernel<WinogradFour>.Points,
        KernelMethod.WinogradTwo => WinogradKernel<WinogradTwo>.Points,
        _ => 0,
    };

    /// <summary>Numbers from a tile's sums to the next: whole panels.</summary>
    private static int SumsStep(KernelStep step)
    {
        int panel = MatrixKernel.PanelWidth<TLane>();
        return (step.Places + panel - 1) / panel * panel;
    }

    private void Do(Part part, int pieces)
    {
        _part = part;
        if (_team is not null)
        {
            _team.Do(this, pieces);
            return;
        }

        for (int piece = 0; piece < pieces; piece++)
        {
            Do(piece, 0);
        }
    }

    private void Convolve(KernelStep step)
    {
        if (step.Method == KernelMethod.Direct)
        {
            Do(Part.Direct, _call.Input.Height / step.Stride);
            return;
        }

        int blocks = (Tiles(step) + TilesPerBlock - 1) / TilesPerBlock;
        if (ByPoints(step))
        {
            Do(Part.ToPoints, blocks);
            Do(Part.Multiply, PointsOf(step));
            Do(Part.FromPoints, blocks);
        }
        else
        {
            Do(Part.Tiles, blocks);
        }
    }

    private void DoWinograd<TWinograd>(int piece, int worker)
        where TWinograd : IWinograd
    {
        int tiles = WinogradKernel<TWinograd>.Tiles(_call.Output), first = piece * TilesPerBlock, count = Math.Min(TilesPerBlock, tiles - first);
        int depth = _call.Input.Channels, sumsStep = SumsStep(_call.Step);
        int held = _part == Part.Tiles ? TilesPerBlock : Whole(tiles);
        nint pointStep = PointStep(held, depth), sumsPointStep = PointStep(held, sumsStep);
        float* points = _part == Part.Tiles ? _arena.Scratch(worker) : _points!.Pointer;
        float* sums = points + (WinogradKernel<TWinograd>.Points * pointStep);
        switch (_part)
        {
            case Part.Tiles:
                WinogradKernel<TWinograd>.ToPoints<TLane>(_call, first, count, points, pointStep);
                for (int point = 0; point < WinogradKernel<TWinograd>.Points; point++)
                {
                    WinogradKernel<TWinograd>.Multiply<TLane>(
                        _call, point, count, points + (point * pointStep), sums + (point * sumsPointStep), sumsStep);
                }

                WinogradKernel<TWinograd>.FromPoints<TLane>(_call, first, count, sums, sumsPointStep, sumsStep);
                break;
            case Part.ToPoints:
                WinogradKernel<TWinograd>.ToPoints<TLane>(_call, first, count, points + ((nint)first * depth), pointStep);
                break;
            case Part.Multiply:
                WinogradKernel<TWinograd>.Multiply<TLane>(
                    _call, piece, tiles, points + (piece * pointStep), sums + (piece * sumsPointStep), sumsStep);
                break;
            default:
                WinogradKernel<TWinograd>.FromPoints<TLane>(
                    _call, first, count, sums + ((nint)first * sumsStep), sumsPointStep, sumsStep);
                break;
        }
    }

    private bool ByPoints(KernelStep step) =>
        PointsOf(step) > 0 && Tiles(step) <= MostTilesByPoints
        && (long)PointsOf(step) * step.InChannels * step.OutChannels * sizeof(float) >= LeastWeightsByPoints;

    private int Tiles(KernelStep step)
    {
        FeatureMap output = _arena[step.Output];
        return step.Method == KernelMethod.WinogradFour ? WinogradKernel<WinogradFour>.Tiles(output) : WinogradKernel<WinogradTwo>.Tiles(output);
    }

    private long PointsLength(KernelStep step) => PointsOf(step) * PointStep(Whole(Tiles(step)), FeatureMap.Fill(step.InChannels));

    private long SumsLength(KernelStep step) => PointsOf(step) * PointStep(Whole(Tiles(step)), SumsStep(step));

    /// <summary>
    /// Numbers from a point to the next: a cache line more than needed. A multiple of 4 KB would put all points of a tile into one set of the first cache.
    /// </summary>
    private static nint PointStep(int tiles, int channels) => ((nint)tiles * channels) + 16;

    private static int Whole(int tiles) => (tiles + TilesPerBlock - 1) / TilesPerBlock * TilesPerBlock;
}
