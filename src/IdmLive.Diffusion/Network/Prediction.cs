namespace IdmLive.Diffusion.Network;

/// <summary>What a network is trained to give.</summary>
public enum Prediction
{
    /// <summary>The high-quality image, as a correction of the low-quality one (IDM eq. 7).</summary>
    X0,

    /// <summary>The noise (IDM eq. 6); the image follows from it by eq. 5.</summary>
    Noise,
}
