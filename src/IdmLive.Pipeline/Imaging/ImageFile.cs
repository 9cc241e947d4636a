using OpenCvSharp;

namespace IdmLive.Pipeline.Imaging;

/// <summary>
/// A picture of a file: upright BGR pixels of 8 or 16 bits, and what is needed to write it back as it was (grey, transparency).
/// Owns its pixels.
/// </summary>
public sealed class ImageFile : IDisposable
{
    private ImageFile(Mat pixels, Mat? alpha, bool isGrey)
    {
        Pixels = pixels;
        Alpha = alpha;
        IsGrey = isGrey;
    }

    /// <summary>BGR of 8 or 16 bits (CV_8UC3, CV_16UC3), turned upright; may be changed in place. Grey files have three equal channels.</summary>
    public Mat Pixels { get; }

    /// <summary>Transparency of the same size and depth, one channel; null where the file has none.</summary>
    public Mat? Alpha { get; }

    /// <summary>Whether the file has no colour.</summary>
    public bool IsGrey { get; }

    /// <summary>Bits of a channel: 8 or 16.</summary>
    public int BitDepth => Pixels.Depth() == MatType.CV_16U ? 16 : 8;

    /// <summary>Reads a picture: PNG, JPEG, WebP, TIFF, BMP and what else OpenCV decodes; of several pictures in a file the first.</summary>
    /// <exception cref="ImageFileException">The file cannot be read, is empty or holds no picture of 8 or 16 bits.</exception>
    public static ImageFile Read(string path)
    {
        byte[] bytes = ReadBytes(path);
        Mat? decoded = null;
        try
        {
            decoded = Decode(bytes);
            if (decoded is null || decoded.Empty())
            {
                throw new ImageFileException($"{path} is not an image that can be read, or it is damaged; give a PNG, JPEG, WebP, TIFF or BMP file.");
            }

            if (decoded.Depth() != MatType.CV_8U && decoded.Depth() != MatType.CV_16U)
            {
                throw new ImageFileException($"{path} has pixels of type {decoded.Type()}; images of 8 or 16 bits a channel are supported.");
            }

            Mat upright = ExifOrientation.Apply(decoded, ExifOrientation.Read(bytes));
            if (!ReferenceEquals(upright, decoded))
            {
                decoded.Dispose();
                decoded = upright;
            }

            return Split(decoded);
        }
        finally
        {
            decoded?.Dispose();
        }
    }

    /// <summary>A copy of the pixels as 8-bit BGR, which detectors and restorers take; the caller disposes it.</summary>
    public Mat ToEightBit()
    {
        if (BitDepth == 8)
        {
            return Pixels.Clone();
        }

        Mat reduced = new();
        Pixels.ConvertTo(reduced, MatType.CV_8UC3, 255.0 / 65535);
        return reduced;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Pixels.Dispose();
        Alpha?.Dispose();
    }

    private static ImageFile Split(Mat decoded)
    {
        Mat pixels = new();
        switch (decoded.Channels())
        {
            case 1:
                Cv2.CvtColor(decoded, pixels, ColorConversionCodes.GRAY2BGR);
                return new(pixels, null, isGrey: true);
            case 3:
                decoded.CopyTo(pixels);
                return new(pixels, null, isGrey: false);
            default:
                Mat alpha = new();
                Cv2.ExtractChannel(decoded, alpha, 3);
                Cv2.CvtColor(decoded, pixels, ColorConversionCodes.BGRA2BGR);
                return new(pixels, alpha, isGrey: false);
        }
    }

    private static Mat? Decode(byte[] bytes)
    {
        try
        {
            return Cv2.ImDecode(bytes, ImreadModes.Unchanged);
        }
        catch (OpenCVException)
        {
            return null;
        }
    }

    private static byte[] ReadBytes(string path)
    {
        byte[] bytes;
        try
        {
            bytes = File.ReadAllBytes(path);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new ImageFileException($"{path} does not exist.", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ImageFileException($"{path} cannot be read: {e.Message}", e);
        }

        return bytes.Length > 0 ? bytes : throw new ImageFileException($"{path} is empty (zero bytes); give a picture.");
    }
}
