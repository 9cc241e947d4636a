using OpenCvSharp;

namespace IdmLive.Pipeline.Measures;

/// <summary>
/// Learned perceptual distance of two pictures (LPIPS v0.1, Zhang et al. 2018), 0 for equal pictures. The backbone is the file's:
/// name it beside every figure (the file known here has SqueezeNet: "LPIPS-squeeze"). Not thread-safe.
/// </summary>
public sealed class Lpips : IDisposable
{
    // RGB in [-1, 1]: (level - 127.5) / 127.5.
    private static readonly Scalar Middle = Scalar.All(127.5);
    private static readonly string[] InputNames = ["in0", "in1"];

    private readonly MeasureNetwork network;
    private PlanarRgb? first, second;

    /// <summary>Opens the network.</summary>
    /// <param name="onnxPath">An ONNX file with the inputs in0 and in1, [1, 3, height, width], RGB in [-1, 1].</param>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">The file is not such a network.</exception>
    public Lpips(string onnxPath)
    {
        network = MeasureNetwork.FromFile(onnxPath);
        if (!InputNames.All(network.InputNames.Contains))
        {
            string got = string.Join(", ", network.InputNames);
            network.Dispose();
            throw new InvalidDataException($"'{onnxPath}' has the inputs {got}; an LPIPS network has in0 and in1.");
        }
    }

    /// <summary>The distance of two pictures.</summary>
    /// <param name="picture">8-bit BGR, at least 32 pixels on each side.</param>
    /// <param name="reference">8-bit BGR of the same size.</param>
    /// <exception cref="ArgumentException">The sizes differ, or a picture is too small or not 8-bit BGR.</exception>
    public double Distance(Mat picture, Mat reference)
    {
        PictureMeasures.CheckPair(picture, reference);
        if (Math.Min(picture.Width, picture.Height) < 32)
        {
            throw new ArgumentException($"LPIPS needs pictures of at least 32 pixels on each side; these have {picture.Width}x{picture.Height}.");
        }

        if (first is null || second is null || first.Size != picture.Size())
        {
            first?.Dispose();
            second?.Dispose();
            first = new(picture.Size());
            second = new(picture.Size());
        }

        first.Fill(picture, Middle, Middle);
        second.Fill(reference, Middle, Middle);
        return network.Run(InputNames, [first.Value, second.Value])[0];
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        first?.Dispose();
        second?.Dispose();
        network.Dispose();
    }
}
