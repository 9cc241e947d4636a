namespace IdmLive.Diffusion.Network;

/// <summary>
/// The operations that networks are made of, for those who build something else of a network than tensors: a network walks its
/// folded form once and calls these in order (<see cref="ConditionalNetwork.Describe"/>). Feature maps are [batch, channels,
/// height, width]; a slot is the index of a weight in <see cref="ParameterLayout.Slots"/>, and its bias is the slot after it.
/// </summary>
/// <typeparam name="T">What stands for a feature map.</typeparam>
public interface INetworkGraph<T>
{
    /// <summary>Square convolution with bias.</summary>
    /// <param name="x">The features.</param>
    /// <param name="slot">The weight, [out, in, kernel, kernel].</param>
    /// <param name="stride">Step in both directions.</param>
    /// <param name="before">Rows and columns of zeros above and left.</param>
    /// <param name="after">Rows and columns of zeros below and right.</param>
    T Convolve(T x, int slot, int stride, int before, int after);

    /// <summary><c>x sigmoid(x)</c>.</summary>
    T Silu(T x);

    /// <summary>The sum of two feature maps of one shape.</summary>
    T Add(T a, T b);

    /// <summary>The features of both, the first one's channels first.</summary>
    T Concatenate(T a, T b);

    /// <summary>
    /// Blocks of pixels become channels: channel c, row i and column j of a block become channel <c>(c block + i) block + j</c>.
    /// Only a convolution takes what this gives.
    /// </summary>
    T PixelUnshuffle(T x, int block);

    /// <summary>The reverse of <see cref="PixelUnshuffle"/>.</summary>
    T PixelShuffle(T x, int block);

    /// <summary>Doubles width and height by repeating pixels.</summary>
    T RepeatPixels(T x);

    /// <summary>Adds a map [1, channels, n, n], resized bilinearly to the size of the features (corners not aligned).</summary>
    T AddMap(T x, int slot);

    /// <summary>Normalises groups of channels, then a gain (slot) and a shift (the slot after it) for each channel.</summary>
    T NormalizeGroups(T x, int slot, int groups, double epsilon);

    /// <summary>Attention of one head over all places: softmax of <c>query key / sqrt(channels)</c>, times value.</summary>
    T Attend(T query, T key, T value);
}
