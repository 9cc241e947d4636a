using OpenCvSharp;

namespace IdmLive.Training.Degradation.Stages;

/// <summary>How a picture is resampled.</summary>
public enum ResizeMethod
{
    /// <summary>Two by two neighbours; aliases when it shrinks, as cheap scalers do.</summary>
    Linear,

    /// <summary>Mean of the area; the clean way to shrink.</summary>
    Area,

    /// <summary>Nearest pixel: line skipping.</summary>
    Nearest,

    /// <summary>Four by four neighbours; rings a little.</summary>
    Cubic,
}

/// <summary>Resampling to a size counted from the picture the recipe began with.</summary>
public sealed record ResizeStage : DegradationStage
{
    /// <summary>Width and height of the first picture over those of the result, 1 or more, drawn evenly; [1, 1] brings it back to its size.</summary>
    public required ValueRange Factor { get; init; }

    /// <summary>One of these is taken; one alone draws nothing.</summary>
    public IReadOnlyList<ResizeMethod> Methods { get; init; } = [ResizeMethod.Linear];

    /// <inheritdoc/>
    public override void Validate()
    {
        base.Validate();
        Check("factor", Factor, 1, 64);
        if (Methods.Count == 0)
        {
            throw Fault("methods is empty; give linear, area, nearest or cubic.");
        }
    }

    /// <inheritdoc/>
    protected override void DrawValues(IList<DrawnStage> drawn, Random random)
    {
        double factor = Factor.Draw(random);
        drawn.Add(new Resize(factor, Methods.Count == 1 ? Methods[0] : Methods[random.Next(Methods.Count)]));
    }
}

/// <summary>A resampling.</summary>
/// <param name="Factor">Size of the first picture over that of the result.</param>
/// <param name="Method">How.</param>
public sealed record Resize(double Factor, ResizeMethod Method) : DrawnStage
{
    /// <inheritdoc/>
    public override Mat Apply(Mat picture, Size original, Random noise)
    {
        Size size = new(Math.Max(1, (int)Math.Round(original.Width / Factor)), Math.Max(1, (int)Math.Round(original.Height / Factor)));
        return picture.Resize(size, interpolation: Method switch
        {
            ResizeMethod.Area => InterpolationFlags.Area,
            ResizeMethod.Nearest => InterpolationFlags.Nearest,
            ResizeMethod.Cubic => InterpolationFlags.Cubic,
            _ => InterpolationFlags.Linear,
        });
    }
}
