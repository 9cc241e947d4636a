using OpenCvSharp;

namespace IdmLive.Pipeline.Imaging;

/// <summary>
/// A picture of a file: upright BGR pixels of 8 or 16 bits, and what is needed to write it back as it was (grey, transparency, colour
/// profile). Owns its pixels.
/// </summary>
public sealed class ImageFile : IDisposable
{
    private readonly byte[]? colourProfile;

    private ImageFile(Mat pixels, Mat? alpha, bool isGrey, byte[]? colourProfile)
    {
        this.colourProfile = colourProfile;
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

            return Split(decoded, ColourProfile.Read(bytes));
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

    /// <summary>
    /// Writes the picture with the depth, transparency, grey and (JPEG and PNG) colour profile that it was read with: first whole under
    /// a temporary name beside, then moved, over an existing file too.
    /// </summary>
    /// <param name="path">Its extension chooses the format: .png, .jpg, .webp, .tif or .bmp.</param>
    /// <param name="quality">Quality of JPEG and WebP, 1 to 100.</param>
    /// <exception cref="ArgumentOutOfRangeException">The quality is out of range.</exception>
    /// <exception cref="ImageFileException">The format cannot hold the picture as it is, or the file cannot be written.</exception>
    public void Write(string path, int quality = 95)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(quality, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(quality, 100);
        ImageFormat format = ImageFormat.Of(path);
        if (BitDepth == 16 && !format.HoldsSixteenBits)
        {
            throw new ImageFileException($"{path}: {format.Name} cannot hold 16 bits a channel; write a .png or .tif file.");
        }

        if (Alpha is not null && !format.HoldsAlpha)
        {
            throw new ImageFileException($"{path}: {format.Name} cannot hold transparency; write a .png, .tif or .webp file.");
        }

        using Mat joined = Join();
        byte[] encoded = Encode(joined, format, quality, path);
        if (colourProfile is not null && ColourProfile.Fits(colourProfile, IsGrey))
        {
            encoded = ColourProfile.Embed(encoded, colourProfile);
        }

        WholeFile.Write(path, encoded);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Pixels.Dispose();
        Alpha?.Dispose();
    }

    private static ImageFile Split(Mat decoded, byte[]? profile)
    {
        Mat pixels = new();
        switch (decoded.Channels())
        {
            case 1:
                Cv2.CvtColor(decoded, pixels, ColorConversionCodes.GRAY2BGR);
                return new(pixels, null, isGrey: true, profile);
            case 3:
                decoded.CopyTo(pixels);
                return new(pixels, null, isGrey: false, profile);
            default:
                Mat alpha = new();
                Cv2.ExtractChannel(decoded, alpha, 3);
                Cv2.CvtColor(decoded, pixels, ColorConversionCodes.BGRA2BGR);
                return new(pixels, alpha, isGrey: false, profile);
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

    private Mat Join()
    {
        Mat joined = new();
        if (Alpha is not null)
        {
            Cv2.CvtColor(Pixels, joined, ColorConversionCodes.BGR2BGRA);
            Cv2.InsertChannel(Alpha, joined, 3);
        }
        else if (IsGrey)
        {
            Cv2.CvtColor(Pixels, joined, ColorConversionCodes.BGR2GRAY);
        }
        else
        {
            Pixels.CopyTo(joined);
        }

        return joined;
    }

    private static byte[] Encode(Mat joined, ImageFormat format, int quality, string path)
    {
        try
        {
            Cv2.ImEncode(format.Extension, joined, out byte[] encoded, format.Parameters(quality));
            return encoded;
        }
        catch (OpenCVException e)
        {
            throw new ImageFileException($"{path}: a picture of {joined.Width}x{joined.Height} cannot be written as {format.Name}; choose another format.", e);
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
