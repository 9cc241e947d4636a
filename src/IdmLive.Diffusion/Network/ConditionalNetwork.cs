using static TorchSharp.torch;

namespace IdmLive.Diffusion.Network;

/// <summary>Where a patch lies in its crop, in cells of <see cref="NetworkConfiguration.SizeMultiple"/> pixels.</summary>
/// <param name="Left">Cells left of the patch.</param>
/// <param name="Top">Cells above the patch.</param>
/// <param name="Mirrored">The patch was mirrored left to right after it was cut.</param>
/// <param name="Across">Cells across the whole crop.</param>
public readonly record struct PatchPlace(int Left, int Top, bool Mirrored, int Across);

/// <summary>
/// A conditional network <c>f(y, x_t, abar_t)</c> (IDM, eq. 6 and 7) as a function of its parameters: it holds the layout and
/// no tensor, so the same code runs in training (parameters are views of the flat buffer) and live (folded, another type).
/// </summary>
public abstract class ConditionalNetwork
{
    /// <summary>Lays the network out.</summary>
    /// <param name="configuration">Validated here.</param>
    protected ConditionalNetwork(NetworkConfiguration configuration)
    {
        configuration.Validate();
        Configuration = configuration;
    }

    /// <summary>What decides the shape.</summary>
    public NetworkConfiguration Configuration { get; }

    /// <summary>The parameters.</summary>
    public ParameterLayout Layout { get; } = new();

    /// <summary>Makes the network of a configuration.</summary>
    /// <exception cref="ArgumentException">The configuration contradicts itself.</exception>
    public static ConditionalNetwork Create(NetworkConfiguration configuration) => configuration.Family switch
    {
        NetworkFamily.Plain => new PlainNetwork(configuration),
        NetworkFamily.Ddpm => new DdpmNetwork(configuration),
        _ => throw new ArgumentException($"Unknown network family {configuration.Family}."),
    };

    /// <summary>
    /// The correction <c>r</c> of <c>x0 = y + r</c>, or whatever the model was trained to give.
    /// </summary>
    /// <param name="parameters">One tensor for each slot of <see cref="Layout"/>, all of one type.</param>
    /// <param name="images">
    /// [batch, 3 x <see cref="NetworkConfiguration.InputImages"/>, height, width], range about -1 to 1, order x_t, y, previous;
    /// height and width multiples of <see cref="NetworkConfiguration.SizeMultiple"/>; the type of the parameters. Without a
    /// previous frame the third image is y again.
    /// </param>
    /// <param name="sqrtAbar">[batch], the square root of the cumulative noise level, 0 to 1.</param>
    /// <param name="places">
    /// What part of the whole crop each image is, in cells of <see cref="NetworkConfiguration.SizeMultiple"/> pixels, or null
    /// where the images are whole crops.
    /// </param>
    /// <returns>[batch, 3, height, width]; belongs to the surrounding dispose scope.</returns>
    public abstract Tensor Forward(
        IReadOnlyList<Tensor> parameters, Tensor images, Tensor sqrtAbar, IReadOnlyList<PatchPlace>? places = null);

    /// <summary>
    /// Parameters with the noise level folded in, where the family allows it: <see cref="ForwardFolded"/> takes these and no level.
    /// </summary>
    /// <param name="parameters">As for <see cref="Forward"/>, 32-bit.</param>
    /// <param name="sqrtAbar">The one level.</param>
    /// <returns>New tensors, one for each slot, in the surrounding dispose scope.</returns>
    public abstract IReadOnlyList<Tensor> Fold(IReadOnlyList<Tensor> parameters, double sqrtAbar);

    /// <summary>As <see cref="Forward"/> with parameters from <see cref="Fold"/>; for inference, may work in place.</summary>
    public abstract Tensor ForwardFolded(IReadOnlyList<Tensor> folded, Tensor images);

    /// <summary>The images that the network takes, as one: x_t, y and, where it takes three, the previous frame.</summary>
    /// <param name="xt">[batch, 3, height, width].</param>
    /// <param name="y">As x_t.</param>
    /// <param name="previous">As x_t; y where there is no previous frame.</param>
    /// <returns>[batch, 3 x <see cref="NetworkConfiguration.InputImages"/>, height, width], in the surrounding dispose scope.</returns>
    public Tensor Join(Tensor xt, Tensor y, Tensor previous) => cat(Configuration.InputImages == 3 ? [xt, y, previous] : [xt, y], 1);

    /// <summary>Walks the operations of <see cref="ForwardFolded"/> in order; the parameters are those that <see cref="Fold"/> gives.</summary>
    /// <param name="graph">What is built; only its own values are passed to it.</param>
    /// <param name="images">What stands for the images of <see cref="ForwardFolded"/>.</param>
    /// <returns>What stands for the correction.</returns>
    public abstract T Describe<T>(INetworkGraph<T> graph, T images);

    /// <summary>
    /// Images as they go into the first convolution: channels-last whatever they were. It is the faster layout on processors, and in the other
    /// one the library's convolution on one thread gave values that are no numbers from finite ones.
    /// </summary>
    protected static Tensor ChannelsLast(Tensor images) => images.permute(0, 2, 3, 1).contiguous().permute(0, 3, 1, 2);

    /// <summary>Multiply-accumulate operations of one call for one square image of <paramref name="size"/> pixels.</summary>
    public abstract long CountMacs(int size);
}
