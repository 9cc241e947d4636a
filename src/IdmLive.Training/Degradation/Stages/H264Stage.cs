using IdmLive.Training.Degradation.H264;
using OpenCvSharp;

namespace IdmLive.Training.Degradation.Stages;

/// <summary>
/// H.264 without its bit stream: what the codec loses, in the process, see <see cref="H264Picture"/>. A talking head at 30 frames
/// a second takes x264 (veryfast, zerolatency) to mean quantisers of 34, 28 and 21 with 150, 300 and 800 kbit/s at 640 x 480, and of 42, 35 and 26 at 1280 x 720.
/// </summary>
public sealed record H264Stage : DegradationStage
{
    /// <summary>Quantiser QP, 0 to 51, drawn evenly and rounded; six more double the step.</summary>
    public required ValueRange Quantiser { get; init; }

    /// <summary>
    /// Part of a step from which a coefficient is kept, counted down from 1: encoders take 1/3 in intra and 1/6 in predicted pictures, whose
    /// weak detail drowns sooner.
    /// </summary>
    public ValueRange Rounding { get; init; } = new(1 / 3.0, 1 / 3.0);

    /// <inheritdoc/>
    public override void Validate()
    {
        base.Validate();
        Check("quantiser", Quantiser, 0, 51);
        Check("rounding", Rounding, 0, .5);
    }

    /// <inheritdoc/>
    protected override void DrawValues(IList<DrawnStage> drawn, Random random) => drawn.Add(new H264Coding(
        (int)Math.Round(Quantiser.Draw(random)), Rounding.Draw(random), new(random.Next(H264Picture.Macroblock), random.Next(H264Picture.Macroblock))));
}

/// <summary>H.264 there and back.</summary>
/// <param name="Quantiser">QP.</param>
/// <param name="Rounding">Rounding of coefficients, parts of a step.</param>
/// <param name="Offset">Place of the picture's corner in a macroblock, 0 to 15: a face lies anywhere in the grid.</param>
public sealed record H264Coding(int Quantiser, double Rounding, Point Offset) : DrawnStage
{
    /// <inheritdoc/>
    public override Mat Apply(Mat picture, Size original, Random noise) => H264Picture.Code(picture, Quantiser, Rounding, Offset);
}
