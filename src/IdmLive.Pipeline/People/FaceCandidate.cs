using OpenCvSharp;

namespace IdmLive.Pipeline.People;

/// <summary>A face of the given material that may be kept: its aligned crop and what was measured on it.</summary>
public sealed record FaceCandidate
{
    /// <summary>Width and height of the crops in pixels.</summary>
    public const int CropSize = 256;

    /// <summary>The file or camera that it was cut from, without its folder.</summary>
    public required string Source { get; init; }

    /// <summary>When it is shown there; null for a photo.</summary>
    public TimeSpan? Time { get; init; }

    /// <summary>Number of the frame in the material; faces of one frame share it.</summary>
    public required int Frame { get; init; }

    /// <summary>What the person was asked to do; null where nothing was asked.</summary>
    public CapturePrompt? Prompt { get; init; }

    /// <summary>What was measured.</summary>
    public required CandidateFacts Facts { get; init; }

    /// <summary>Embedding of <see cref="Measures.FaceEmbedder.EmbedAligned"/>, of length 1.</summary>
    public required float[] Embedding { get; init; }

    /// <summary>Brightness of the face at 16 x 16 pixels: two frames that agree in it are alike.</summary>
    public required byte[] Thumbnail { get; init; }

    /// <summary>The crop: a lossless PNG of 8-bit BGR, <see cref="CropSize"/> squared, aligned to the FFHQ template.</summary>
    public required byte[] Png { get; init; }

    /// <summary>The crop's pixels; the caller disposes of them.</summary>
    public Mat Decode() => Cv2.ImDecode(Png, ImreadModes.Color);
}
