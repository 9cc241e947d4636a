using IdmLive.Diffusion.Network;

namespace IdmLive.Diffusion.Kernels;

/// <summary>
/// A network as the order of its convolutions, with all that lies between them drawn into them. Made by walking the network; networks of the family
/// <see cref="NetworkFamily.Plain"/> can be written so. Immutable when made; any number of threads.
/// </summary>
internal sealed class KernelProgram : INetworkGraph<int>
{
    private readonly ParameterLayout _layout;
    private readonly List<KernelStep> _steps = [];
    private readonly List<KernelFeatures> _features = [];

    private KernelProgram(ParameterLayout layout) => _layout = layout;

    /// <summary>Convolutions in order.</summary>
    public IReadOnlyList<KernelStep> Steps => _steps;

    /// <summary>Features; the first ones are the unshuffled images.</summary>
    public IReadOnlyList<KernelFeatures> Features => _features;

    /// <summary>The features that hold the result, still as blocks of <see cref="Block"/> pixels.</summary>
    public int Result { get; private set; }

    /// <summary>Block of the shuffle at both ends.</summary>
    public int Block { get; private set; }

    /// <summary>Writes a network down.</summary>
    /// <param name="network">Any.</param>
    /// <returns>The program, or null where it has an operation or an order of them that no step has.</returns>
    public static KernelProgram? TryCreate(ConditionalNetwork network)
    {
        if (network.Configuration.Family != NetworkFamily.Plain)
        {
            return null;
        }

        KernelProgram program = new(network.Layout) { Block = network.Configuration.Unshuffle };
        program._features.Add(new(3 * network.Configuration.InputImages, 1));
        program.Result = network.Describe(program, 0);

        // The result goes back into images, which are no features: its last shuffle is left to whoever writes them.
        int last = program._steps.Count - 1;
        KernelStep exit = program._steps[last];
        if (exit.Output != program.Result || exit.Shuffle != program.Block || exit.Added >= 0 || exit.Map >= 0)
        {
            return null;
        }

        program._steps[last] = exit with { Shuffle = 1 };
        program._features[exit.Output] = new(exit.OutChannels, program.Block);
        return program;
    }

    /// <inheritdoc/>
    public int Convolve(int x, int slot, int stride, int before, int after)
    {
        IReadOnlyList<long> shape = _layout.Slots[slot].Shape;
        int filter = (int)shape[2];
        Require(before == after && (filter, before) is (1, 0) or (3, 1));
        _features.Add(new((int)shape[0], _features[x].Shrink * stride));
        _steps.Add(new()
        {
            Slot = slot,
            Filter = filter,
            Stride = stride,
            Input = x,
            Output = _features.Count - 1,
            InChannels = (int)shape[1],
            OutChannels = (int)shape[0],
        });
        return _features.Count - 1;
    }

    /// <inheritdoc/>
    public int Silu(int x) => Change(x, s => s with { HasSilu = true }, s => !s.HasSilu && s.Shuffle == 1);

    /// <inheritdoc/>
    public int Add(int a, int b) => Change(a, s => s with { Added = b }, _ => true);

    /// <inheritdoc/>
    public int AddMap(int x, int slot) => Change(x, s => s with { Map = slot }, s => s.Shuffle == 1);

    /// <inheritdoc/>
    public int PixelUnshuffle(int x, int block)
    {
        Require(x == 0 && _steps.Count == 0 && _features[0].Shrink == 1);
        _features[0] = new(_features[0].Channels * block * block, block);
        return 0;
    }

    /// <inheritdoc/>
    public int PixelShuffle(int x, int block)
    {
        Change(x, s => s with { Shuffle = block }, s => s.Shuffle == 1 && !s.HasSilu);
        _features[x] = new(_features[x].Channels / (block * block), _features[x].Shrink / block);
        return x;
    }

    /// <inheritdoc/>
    public int Concatenate(int a, int b) => throw NotWritten();

    /// <inheritdoc/>
    public int RepeatPixels(int x) => throw NotWritten();

    /// <inheritdoc/>
    public int NormalizeGroups(int x, int slot, int groups, double epsilon) => throw NotWritten();

    /// <inheritdoc/>
    public int Attend(int query, int key, int value) => throw NotWritten();

    /// <summary>The last step that reads features, or -1.</summary>
    public int LastUse(int features) => _steps.FindLastIndex(s => s.Input == features || s.Added == features);

    /// <summary>Multiplications of the matrix products of one call for an image; what the filtering algorithms save is not among them.</summary>
    /// <param name="height">Of the image.</param>
    /// <param name="width">Of the image.</param>
    public long Multiplications(int height, int width) => _steps.Sum(step =>
    {
        int shrink = _features[step.Input].Shrink * step.Stride;
        (int h, int w) = (height / shrink, width / shrink);
        long products = step.Method switch
        {
            KernelMethod.WinogradFour => Products<WinogradFour>(h, w),
            KernelMethod.WinogradTwo => Products<WinogradTwo>(h, w),
            _ => (long)h * w * step.Filter * step.Filter,
        };
        return products * step.InChannels * step.OutChannels;
    });

    private static long Products<TWinograd>(int height, int width)
        where TWinograd : IWinograd
    {
        int side = TWinograd.Outputs;
        return (long)((height + side - 1) / side) * ((width + side - 1) / side) * TWinograd.Inputs * TWinograd.Inputs;
    }

    private static NotSupportedException NotWritten() => new("Only networks of the family plain are written as steps of kernels.");

    private static void Require(bool condition)
    {
        if (!condition)
        {
            throw NotWritten();
        }
    }

    /// <summary>Draws an operation into the step before it.</summary>
    private int Change(int x, Func<KernelStep, KernelStep> change, Func<KernelStep, bool> allowed)
    {
        Require(_steps.Count > 0 && _steps[^1].Output == x && _steps[^1].Added < 0 && _steps[^1].Map < 0 && allowed(_steps[^1]));
        _steps[^1] = change(_steps[^1]);
        return x;
    }
}
