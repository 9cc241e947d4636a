using OpenCvSharp;

namespace IdmLive.Pipeline.Measures;

/// <summary>What a face embedding network takes and gives: one input [1, 3, size, size] of RGB planes, one output row.</summary>
public sealed record FaceEmbedderSpec
{
    /// <summary>Name for reports; figures of two embedders do not compare.</summary>
    public required string Name { get; init; }

    /// <summary>Width and height of the input; the face is aligned to the ArcFace template of 112 pixels, scaled to it.</summary>
    public int InputSize { get; init; } = 112;

    /// <summary>Mean level (0 to 255) of R, G and B that is subtracted.</summary>
    public required Scalar Mean { get; init; }

    /// <summary>Divisor of R, G and B afterwards, in levels.</summary>
    public required Scalar Deviation { get; init; }

    /// <summary>Numbers in an embedding.</summary>
    public required int Length { get; init; }

    /// <summary>The embedder inside the program: fr_feature.onnx of npm faceplugin-face-recognition-js 0.0.1 (MIT).</summary>
    public static FaceEmbedderSpec Faceplugin { get; } = new()
    {
        Name = "faceplugin",
        Mean = Scalar.All(127),
        Deviation = Scalar.All(128),
        Length = 512,
    };

    /// <summary>MobileFaceNet by foamliu (Apache-2.0), an independent second opinion; the user gives the file.</summary>
    public static FaceEmbedderSpec MobileFaceNet { get; } = new()
    {
        Name = "mobilefacenet-foamliu",
        Mean = new(0.485 * 255, 0.456 * 255, 0.406 * 255),
        Deviation = new(0.229 * 255, 0.224 * 255, 0.225 * 255),
        Length = 128,
    };
}
