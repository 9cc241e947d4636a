using TorchSharp;
using static TorchSharp.torch;

namespace IdmLive.Training.Intrinsic;

/// <summary>
/// A picture as a camera sees it that points a few pixels away. A restoration that depends on where the network's blocks lie in the picture changes under it; one
/// that depends on the picture alone moves with it. Immutable.
/// </summary>
/// <param name="Right">Pixels that the view moves to the right, at most <see cref="Reach"/> either way.</param>
/// <param name="Down">Pixels that the view moves down.</param>
internal readonly record struct MovedView(int Right, int Down)
{
    /// <summary>Largest move: all the places of a network's blocks of 4 and 8 pixels.</summary>
    public const int Reach = 7;

    /// <summary>Smallest side of a picture of which enough is compared, pixels.</summary>
    public const int SmallestSide = 48;

    /// <summary>Pixels from the edge that are not compared: what is beyond it was made up.</summary>
    private const int Margin = 16;

    /// <summary>Draws a move, never none.</summary>
    public static MovedView Draw(Random random)
    {
        // All but the middle one of the moves in reading order.
        const int Across = (2 * Reach) + 1, Middle = Across * Across / 2;
        int index = random.Next((Across * Across) - 1);
        index += index >= Middle ? 1 : 0;
        return new((index % Across) - Reach, (index / Across) - Reach);
    }

    /// <summary>The moved view, mirrored beyond the edge.</summary>
    /// <param name="images">[batch, channels, height, width], sides above <see cref="Reach"/>.</param>
    /// <returns>The same shape, in the surrounding dispose scope.</returns>
    public Tensor Of(Tensor images)
    {
        Tensor wide = nn.functional.pad(images, [Reach, Reach, Reach, Reach], PaddingModes.Reflect);
        return wide.narrow(2, Reach + Down, images.shape[2]).narrow(3, Reach + Right, images.shape[3]);
    }

    /// <summary>Mean absolute difference of what was made of the moved view and the moved view of what was made of the picture, away from the edges.</summary>
    /// <param name="ofMoved">[batch, channels, height, width], sides of at least <see cref="SmallestSide"/>.</param>
    /// <param name="ofPicture">The same shape.</param>
    /// <returns>A scalar, in the surrounding dispose scope.</returns>
    public Tensor Distance(Tensor ofMoved, Tensor ofPicture) =>
        Inner(ofMoved, 0, 0).sub(Inner(ofPicture, Right, Down)).abs().mean();

    private static Tensor Inner(Tensor images, int right, int down) =>
        images.narrow(2, Margin + down, images.shape[2] - (2 * Margin)).narrow(3, Margin + right, images.shape[3] - (2 * Margin));
}
