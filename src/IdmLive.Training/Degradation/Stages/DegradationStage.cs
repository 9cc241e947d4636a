using System.Text.Json.Serialization;
using OpenCvSharp;

namespace IdmLive.Training.Degradation.Stages;

/// <summary>One step of a recipe: the ranges that its values are drawn from. Immutable and thread-safe.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "stage")]
[JsonDerivedType(typeof(GaussianBlurStage), "gaussianBlur")]
[JsonDerivedType(typeof(MotionBlurStage), "motionBlur")]
[JsonDerivedType(typeof(ResizeStage), "resize")]
[JsonDerivedType(typeof(ExposureStage), "exposure")]
[JsonDerivedType(typeof(LowLightStage), "lowLight")]
[JsonDerivedType(typeof(GaussianNoiseStage), "gaussianNoise")]
[JsonDerivedType(typeof(UnsharpMaskStage), "unsharpMask")]
[JsonDerivedType(typeof(JpegStage), "jpeg")]
[JsonDerivedType(typeof(H264Stage), "h264")]
[JsonDerivedType(typeof(ChoiceStage), "choice")]
public abstract record DegradationStage
{
    /// <summary>Part of the pictures that the stage happens to, 0 to 1. A stage that always happens draws nothing for it.</summary>
    public double Probability { get; init; } = 1;

    /// <summary>Draws whether the stage happens and with which values.</summary>
    /// <param name="drawn">What happens is added here.</param>
    /// <param name="random">Source.</param>
    public void DrawInto(IList<DrawnStage> drawn, Random random)
    {
        if (Probability >= 1 || random.NextDouble() < Probability)
        {
            DrawValues(drawn, random);
        }
    }

    /// <summary>The stage for crops that are larger by a factor; stages without a length stay as they are.</summary>
    public virtual DegradationStage Scaled(double factor) => this;

    /// <summary>Checks the values.</summary>
    /// <exception cref="ArgumentException">One sentence: got, wanted.</exception>
    public virtual void Validate() => Check("probability", new(Probability, Probability), 0, 1);

    /// <summary>Draws the values.</summary>
    protected abstract void DrawValues(IList<DrawnStage> drawn, Random random);

    /// <summary>Checks a range.</summary>
    protected void Check(string key, ValueRange range, double smallest, double largest)
    {
        if (!range.Within(smallest, largest))
        {
            throw Fault(FormattableString.Invariant($"{key} is {range}; it has to be a rising range within {smallest} to {largest}."));
        }
    }

    /// <summary>An error that says which stage it is about.</summary>
    protected ArgumentException Fault(string sentence) => new($"Stage {GetType().Name}: {sentence}");
}

/// <summary>A stage with its values drawn. Immutable and thread-safe.</summary>
public abstract record DrawnStage
{
    /// <summary>Does it.</summary>
    /// <param name="picture">8-bit BGR, contiguous, not changed.</param>
    /// <param name="original">Size of the picture that the recipe began with.</param>
    /// <param name="noise">Source of noise.</param>
    /// <returns>A new contiguous picture; the caller disposes of it.</returns>
    public abstract Mat Apply(Mat picture, Size original, Random noise);
}
