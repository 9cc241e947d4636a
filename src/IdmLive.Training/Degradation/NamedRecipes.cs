using IdmLive.Training.Degradation.Stages;

namespace IdmLive.Training.Degradation;

/// <summary>The recipes that have a name. Thread-safe.</summary>
public static class NamedRecipes
{
    /// <summary>All names.</summary>
    public static IReadOnlyList<string> Names { get; } = ["eq11", "webcam", "mixed"];

    /// <summary>
    /// IDM eq. 11, <c>y = up_r(JPEG_q(down_r(x * k_sigma) + n_delta))</c>, with the paper's ranges, stated for 512 px crops. Evaluation depends
    /// on its bits: the same generator gives the same picture for ever.
    /// </summary>
    public static DegradationRecipe Equation11 { get; } = new()
    {
        Name = "eq11",
        CropSize = 512,
        Stages =
        [
            new GaussianBlurStage { Sigma = new(.2, 10) },
            new ResizeStage { Factor = new(1, 8) },
            new GaussianNoiseStage { Deviation = new(0, 15) },
            new JpegStage { Quality = new(50, 100) },
            new ResizeStage { Factor = new(1, 1) },
        ],
    };

    /// <summary>
    /// What a cheap camera, a dark room and a thin line do: light (cast, exposure), lens and hand (blurs), sensor (fewer pixels, shot and read
    /// noise), its firmware (sharpening, scaling), the codec, and the scaling to the crop. One picture in ten is nearly clean, so that clean
    /// faces come back unharmed. Casts and exposures are small: what of the light is lost cannot be known, and guessing it shifts colours.
    /// </summary>
    public static DegradationRecipe Webcam { get; } = new()
    {
        Name = "webcam",
        CropSize = 256,
        Stages =
        [
            new ChoiceStage
            {
                Branches =
                [
                    new() { Weight = .1, Stages = [new GaussianNoiseStage { Deviation = new(0, 1.5), Probability = .5 }, new JpegStage { Quality = new(85, 98), Probability = .7 }] },
                    new() { Weight = .9, Stages = BadWebcam() },
                ],
            },
        ],
    };

    /// <summary>Half of the pictures by <see cref="Equation11"/>, half by <see cref="Webcam"/>.</summary>
    public static DegradationRecipe Mixed { get; } = new()
    {
        Name = "mixed",
        CropSize = 256,
        Stages =
        [
            new ChoiceStage
            {
                Branches =
                [
                    new() { Weight = 1, Stages = Equation11.ForCropSize(256).Stages },
                    new() { Weight = 1, Stages = Webcam.Stages },
                ],
            },
        ],
    };

    /// <summary>The recipe of a name, or null.</summary>
    public static DegradationRecipe? Find(string name) => name switch
    {
        "eq11" => Equation11,
        "webcam" => Webcam,
        "mixed" => Mixed,
        _ => null,
    };

    private static IReadOnlyList<DegradationStage> BadWebcam() =>
    [
        new ExposureStage { Exposure = new(1, 1.35), Cast = new(.93, 1.07), Probability = .25 },
        new GaussianBlurStage { Sigma = new(.3, 2.2), Probability = .8 },
        new MotionBlurStage { Length = new(2, 10), Probability = .3 },
        new ResizeStage { Factor = new(1, 3), Methods = [ResizeMethod.Area, ResizeMethod.Linear, ResizeMethod.Nearest], Probability = .8 },
        new LowLightStage { WhiteElectrons = new(150, 4000), ReadElectrons = new(1, 6), Gain = new(.85, 1), Probability = .75 },
        new UnsharpMaskStage { Sigma = new(.7, 1.6), Amount = new(.3, 1.6), Probability = .5 },
        new ResizeStage { Factor = new(1, 3), Methods = [ResizeMethod.Area, ResizeMethod.Linear], Probability = .35 },
        new GaussianNoiseStage { Deviation = new(0, 4), Probability = .2 },
        new ChoiceStage
        {
            Branches =
            [
                new() { Weight = .65, Stages = [Codec()] },
                new() { Weight = .2, Stages = [new JpegStage { Quality = new(25, 90) }] },
                new() { Weight = .15, Stages = [new JpegStage { Quality = new(50, 90) }, Codec()] },
            ],
        },
        new ResizeStage { Factor = new(1, 1), Methods = [ResizeMethod.Linear, ResizeMethod.Cubic] },
    ];

    private static H264Stage Codec() => new() { Quantiser = new(22, 40), Rounding = new(1 / 6.0, 1 / 3.0) };
}
