using IdmLive.Pipeline.Faces;
using OpenCvSharp;
using OpenCvSharp.Dnn;

namespace IdmLive.Pipeline.Measures;

/// <summary>
/// How fit a face is for recognition, 0 to 1, higher is better, no reference: LightQNet (Chen et al. 2021). Name the network beside
/// the figure. Not thread-safe.
/// </summary>
public sealed class FaceQuality : IDisposable
{
    private const int InputSize = 96;
    private readonly Net network;
    private readonly Mat aligned = new(InputSize, InputSize, MatType.CV_8UC3, Scalar.All(0));

    /// <summary>Opens the network.</summary>
    /// <param name="modelPath">lightqnet-dm100.pb, a TensorFlow graph of one number for 96 x 96 RGB pixels.</param>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">The file is not such a network.</exception>
    public FaceQuality(string modelPath)
    {
        if (!File.Exists(modelPath))
        {
            throw new FileNotFoundException($"There is no network at '{modelPath}'; give the path of the .pb file.", modelPath);
        }

        Net? opened = null;
        try
        {
            opened = CvDnn.ReadNetFromTensorflow(modelPath) ?? throw new OpenCVException("it has no layers");
            network = opened;
            Run();
        }
        catch (OpenCVException e)
        {
            opened?.Dispose();
            aligned.Dispose();
            throw new InvalidDataException($"'{modelPath}' is not a network of face quality ({e.Message.ReplaceLineEndings(" ")}); get the file again.", e);
        }
    }

    /// <summary>The quality of a face in an image.</summary>
    /// <param name="image">8-bit BGR; not changed.</param>
    /// <param name="points">The face's key points in pixels of the image.</param>
    /// <exception cref="ArgumentException">The image is empty or not 8-bit BGR.</exception>
    public double Score(Mat image, FaceKeyPoints points)
    {
        PictureMeasures.CheckPicture(image);
        FaceWarp.ToCrop(image, ArcFaceTemplate.Align(points, InputSize), aligned);
        return Run();
    }

    /// <summary>The quality of a crop that is aligned to the FFHQ template; the place is fixed, whatever the crop shows.</summary>
    /// <param name="crop">8-bit BGR, square.</param>
    /// <exception cref="ArgumentException">The crop is not square or not 8-bit BGR.</exception>
    public double ScoreAligned(Mat crop)
    {
        PictureMeasures.CheckPicture(crop);
        return crop.Width == crop.Height
            ? Score(crop, FaceTemplate.KeyPoints(crop.Width))
            : throw new ArgumentException($"An aligned crop is square; this one has {crop.Width}x{crop.Height} pixels.", nameof(crop));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        aligned.Dispose();
        network.Dispose();
    }

    private double Run()
    {
        using Mat blob = CvDnn.BlobFromImage(aligned, 1.0 / 128, new Size(InputSize, InputSize), Scalar.All(127.5), swapRB: true, crop: false);
        network.SetInput(blob);
        using Mat output = network.Forward();
        return output.Total() == 1 ? output.At<float>(0) : throw new OpenCVException($"it gives {output.Total()} numbers");
    }
}
