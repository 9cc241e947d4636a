using OpenCvSharp;

namespace IdmLive.Pipeline.Imaging;

/// <summary>A file format that images are written in, and what it can hold.</summary>
/// <param name="Name">For messages.</param>
/// <param name="Extension">What the encoder knows it by.</param>
/// <param name="HoldsSixteenBits">Whether a channel can have 16 bits.</param>
/// <param name="HoldsAlpha">Whether it keeps transparency.</param>
public sealed record ImageFormat(string Name, string Extension, bool HoldsSixteenBits, bool HoldsAlpha)
{
    // IMWRITE_JPEG_SAMPLING_FACTOR, which the wrapper has no name for, and full colour resolution: the default halves it, which a
    // restored face would show.
    private const ImwriteFlags JpegSamplingFactor = (ImwriteFlags)7;
    private const int JpegFullColour = 0x111111;

    private static readonly ImageFormat Png = new("PNG", ".png", HoldsSixteenBits: true, HoldsAlpha: true);
    private static readonly ImageFormat Tiff = new("TIFF", ".tiff", HoldsSixteenBits: true, HoldsAlpha: true);
    private static readonly ImageFormat Jpeg = new("JPEG", ".jpg", HoldsSixteenBits: false, HoldsAlpha: false);
    private static readonly ImageFormat WebP = new("WebP", ".webp", HoldsSixteenBits: false, HoldsAlpha: true);
    private static readonly ImageFormat Bmp = new("BMP", ".bmp", HoldsSixteenBits: false, HoldsAlpha: false);

    /// <summary>The endings of file names that stand for a picture, lower case, with the dot.</summary>
    public static IReadOnlyList<string> Extensions { get; } = [".png", ".jpg", ".jpeg", ".jpe", ".webp", ".tif", ".tiff", ".bmp"];

    /// <summary>The format that a path's extension names.</summary>
    /// <exception cref="ImageFileException">The extension names none that can be written.</exception>
    public static ImageFormat Of(string path) => Path.GetExtension(path).ToLowerInvariant() switch
    {
        ".png" => Png,
        ".tif" or ".tiff" => Tiff,
        ".jpg" or ".jpeg" or ".jpe" => Jpeg,
        ".webp" => WebP,
        ".bmp" => Bmp,
        "" => throw new ImageFileException($"{path} has no extension that names an image format; end it in .png, .jpg, .webp, .tif or .bmp."),
        string other => throw new ImageFileException($"{path}: images cannot be written as {other}; end it in .png, .jpg, .webp, .tif or .bmp."),
    };

    /// <summary>Whether a path names a picture by its extension.</summary>
    public static bool IsNamedBy(string path) => Extensions.Contains(Path.GetExtension(path), StringComparer.OrdinalIgnoreCase);

    /// <summary>Settings of the encoder.</summary>
    public ImageEncodingParam[] Parameters(int quality) => Extension switch
    {
        ".jpg" => [new(ImwriteFlags.JpegQuality, quality), new(JpegSamplingFactor, JpegFullColour)],
        ".webp" => [new(ImwriteFlags.WebPQuality, quality)],
        _ => [],
    };
}
