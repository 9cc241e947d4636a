using OpenCvSharp;

namespace IdmLive.Training.Degradation.Stages;

/// <summary>JPEG, as in cameras that send MJPEG.</summary>
public sealed record JpegStage : DegradationStage
{
    /// <summary>Quality, 1 to 100, drawn evenly and rounded.</summary>
    public required ValueRange Quality { get; init; }

    /// <inheritdoc/>
    public override void Validate()
    {
        base.Validate();
        Check("quality", Quality, 1, 100);
    }

    /// <inheritdoc/>
    protected override void DrawValues(IList<DrawnStage> drawn, Random random) => drawn.Add(new Jpeg((int)Math.Round(Quality.Draw(random))));
}

/// <summary>A JPEG there and back.</summary>
/// <param name="Quality">Quality in libjpeg's sense.</param>
public sealed record Jpeg(int Quality) : DrawnStage
{
    /// <summary>The file's bytes.</summary>
    public byte[] Encode(Mat picture)
    {
        Cv2.ImEncode(".jpg", picture, out byte[] bytes, new ImageEncodingParam(ImwriteFlags.JpegQuality, Quality));
        return bytes;
    }

    /// <inheritdoc/>
    public override Mat Apply(Mat picture, Size original, Random noise) => Cv2.ImDecode(Encode(picture), ImreadModes.Color);
}
