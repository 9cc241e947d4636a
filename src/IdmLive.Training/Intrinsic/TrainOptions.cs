using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using IdmLive.Diffusion.Network;
using IdmLive.Diffusion.Restoring;
using IdmLive.Diffusion.Schedules;

namespace IdmLive.Training.Intrinsic;

/// <summary>A stage of the crop-size curriculum.</summary>
/// <param name="From">Optimizer step at which it begins.</param>
/// <param name="Patch">Width and height of the patches, pixels.</param>
/// <param name="Batch">Patches in a batch.</param>
public sealed record TrainStage(int From, int Patch, int Batch)
{
    /// <summary>Reads <c>FROM:PATCH:BATCH</c>.</summary>
    /// <exception cref="ArgumentException">It is no such thing.</exception>
    public static TrainStage Parse(string text)
    {
        string[] parts = text.Split(':');
        return parts.Length == 3 && int.TryParse(parts[0], out int from) && int.TryParse(parts[1], out int patch) && int.TryParse(parts[2], out int batch)
            ? new TrainStage(from, patch, batch)
            : throw new ArgumentException($"Option stages has '{text}'; give FROM:PATCH:BATCH such as 8000:256:4.");
    }
}

/// <summary>What a training run is asked to do; written into its folder as <c>options.json</c>.</summary>
public sealed record TrainOptions
{
    /// <summary>Side of the cells that patches lie on, pixels: the grid of the network's coarsest features.</summary>
    public const int Cell = 16;

    /// <summary>File of a run folder that holds the options.</summary>
    public const string FileName = "options.json";

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };

    /// <summary>Folders of pictures to train on.</summary>
    public required IReadOnlyList<string> Data { get; init; }

    /// <summary>Run folder.</summary>
    public required string Run { get; init; }

    /// <summary>Name of the network's tier.</summary>
    public string Tier { get; init; } = "live";

    /// <summary>Model folder or run folder whose weights the run starts from, or null for a fresh start.</summary>
    public string? Init { get; init; }

    /// <summary>Folder of the refined pictures to train towards in place of the clean ones (IDM eq. 10), or null.</summary>
    public string? Targets { get; init; }

    /// <summary>Name or file of the degradation recipe.</summary>
    public string Recipe { get; init; } = "eq11";

    /// <summary>Weight of the perceptual term, 0 for none.</summary>
    public double Perceptual { get; init; }

    /// <summary>Weight of the term against the mesh of a network that gives blocks of pixels at once, 0 for none.</summary>
    public double Lattice { get; init; }

    /// <summary>
    /// Weight of the term that asks for the same of a picture moved by a few pixels, 0 for none: what a network draws by the lattice of its blocks, and not by the
    /// picture, flickers as soon as something moves.
    /// </summary>
    public double Steady { get; init; }

    /// <summary>Weight of the identity term, 0 for none; it holds for batches of whole faces.</summary>
    public double Identity { get; init; }

    /// <summary>Weight of the distance in what the identity term's network sees on the way to its embedding, 0 for none; as <see cref="Identity"/>.</summary>
    public double IdentityFeatures { get; init; }

    /// <summary>Folder of the identity term's network: <c>face_recognition_model</c> of npm package @vladmandic/face-api.</summary>
    public string? IdentityNetwork { get; init; }

    /// <summary>Weight of the perceptual term in the batches of <see cref="Chain"/>, or null for <see cref="Perceptual"/>.</summary>
    public double? PerceptualLater { get; init; }

    /// <summary>How many times more than the rest of a whole face its eyes, nose and mouth weigh, less 1; 0 for a plain mean.</summary>
    public double FaceEmphasis { get; init; }

    /// <summary>Part of the samples whose eyes get another colour before they are degraded, 0 to 1; for aligned faces.</summary>
    public double EyeTint { get; init; }

    /// <summary>Weight of the term for the colour of the eyes, 0 for none; it holds for batches of whole faces.</summary>
    public double EyeColour { get; init; }

    /// <summary>What the network predicts.</summary>
    public Prediction Prediction { get; init; } = Prediction.X0;

    /// <summary>The p of eq. 6 and 7: 1 or 2.</summary>
    public int Norm { get; init; } = 1;

    /// <summary>Part of the batches that are met as the live recursion meets them, 0 to 1.</summary>
    public double Recursion { get; init; }

    /// <summary>Part of the samples of such a batch that have no previous frame all the same.</summary>
    public double PreviousDropout { get; init; } = .3;

    /// <summary>Part of the recursive batches that are unrolled one frame more.</summary>
    public double Unroll { get; init; } = .3;

    /// <summary>Part of the batches whose input and target are the model's own results (restoring twice changes nothing), 0 to 1.</summary>
    public double Again { get; init; }

    /// <summary>Part of the batches that are met as the later calls of a chain meet them, with x_t from the model's own calls before, 0 to 1.</summary>
    public double Chain { get; init; }

    /// <summary>Stages of the crop-size curriculum; without any, <see cref="Patch"/> and <see cref="Batch"/> hold throughout.</summary>
    public IReadOnlyList<TrainStage> Stages { get; init; } = [];

    /// <summary>Batches whose gradients are added up for one step.</summary>
    public int Accumulate { get; init; } = 1;

    /// <summary>Threads that degrade.</summary>
    public int DataThreads { get; init; } = 1;

    /// <summary>Device: <c>cpu</c>, <c>cuda</c> or <c>cuda:N</c>.</summary>
    public string Device { get; init; } = "cpu";

    /// <summary>Name of the noise schedule.</summary>
    public string Schedule { get; init; } = "ddpm";

    /// <summary>The numbers of network calls that the model is trained for.</summary>
    public IReadOnlyList<int> Steps { get; init; } = [1, 2, 4];

    /// <summary>Part of the samples that get a level between the exact ones.</summary>
    public double Jitter { get; init; } = .2;

    /// <summary>Size of the aligned faces, pixels.</summary>
    public int FaceSize { get; init; } = 256;

    /// <summary>Size of the patches cut from them, pixels; the face's size for whole faces.</summary>
    public int Patch { get; init; } = 128;

    /// <summary>Patches in a batch.</summary>
    public int Batch { get; init; } = 16;

    /// <summary>Learning rate after warm-up.</summary>
    public double Rate { get; init; } = 3e-4;

    /// <summary>Iterations over which the rate rises from 0.</summary>
    public int WarmUp { get; init; } = 200;

    /// <summary>
    /// Whether the rate falls to 0 along half a cosine until the run's last iteration. The noise of small batches averages out at the end: at the same number of
    /// iterations worth more than a rate that stays.
    /// </summary>
    public bool Anneal { get; init; }

    /// <summary>Largest norm of the gradient; longer ones are shortened to it.</summary>
    public double Clip { get; init; } = 1;

    /// <summary>Largest decay of the average of weights.</summary>
    public double AverageDecay { get; init; } = .999;

    /// <summary>Iterations at which the run ends, counted from its beginning.</summary>
    public int Iterations { get; init; } = 20_000;

    /// <summary>Minutes after which this sitting ends (a checkpoint is written), or 0 for no limit.</summary>
    public double Minutes { get; init; }

    /// <summary>Iterations between checkpoints and validations.</summary>
    public int CheckpointEvery { get; init; } = 500;

    /// <summary>Network arithmetic in bfloat16, the rest in 32 bits.</summary>
    public bool BFloat16 { get; init; }

    /// <summary>Seed of everything that is drawn.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>Threads of the tensor library.</summary>
    public int Threads { get; init; } = 2;

    /// <summary>Patch size and batch of the batch with that number.</summary>
    public (int Patch, int Batch) StageAt(int number)
    {
        TrainStage? stage = Stages.LastOrDefault(s => s.From <= number / Accumulate);
        return stage is null ? (Patch, Batch) : (stage.Patch, stage.Batch);
    }

    /// <summary>Reads options from JSON.</summary>
    /// <exception cref="ArgumentException">Unreadable, or with a key that there is not.</exception>
    public static TrainOptions Read(string path)
    {
        try
        {
            return JsonSerializer.Deserialize<TrainOptions>(File.ReadAllText(path), Json)
                ?? throw new ArgumentException($"The options file '{path}' is empty; give the options.json of a run.");
        }
        catch (JsonException e)
        {
            throw new ArgumentException($"The options file '{path}' cannot be used: {e.Message.TrimEnd('.')}; correct or remove that key.", e);
        }
    }

    /// <summary>The options as they are written.</summary>
    public JsonObject ToJson() => JsonSerializer.SerializeToNode(this, Json)!.AsObject();

    /// <summary>Writes the options as JSON, whole or not at all.</summary>
    public void Write(string path)
    {
        File.WriteAllText(path + ".tmp", JsonSerializer.Serialize(this, Json) + "\n");
        File.Move(path + ".tmp", path, overwrite: true);
    }

    /// <summary>The learning rate of an iteration.</summary>
    /// <param name="iteration">From 0.</param>
    public double RateAt(long iteration)
    {
        double warm = WarmUp == 0 ? 1 : Math.Min(1, (iteration + 1.0) / WarmUp);
        double fall = Anneal ? .5 * (1 + Math.Cos(Math.PI * Math.Min(1, (double)iteration / Iterations))) : 1;
        return Rate * warm * fall;
    }

    /// <summary>Checks the values.</summary>
    /// <exception cref="ArgumentException">One sentence: got, wanted.</exception>
    public void Validate() => Validate(ProcessorFeatures.HasBFloat16);

    /// <summary>Checks the values for a processor.</summary>
    /// <param name="hasBFloat16">Whether it multiplies bfloat16.</param>
    /// <exception cref="ArgumentException">One sentence: got, wanted.</exception>
    internal void Validate(bool hasBFloat16)
    {
        Check(
            !BFloat16 || hasBFloat16 || !Device.Equals("cpu", StringComparison.OrdinalIgnoreCase),
            "bf16 is on, and this processor does not multiply bfloat16 (AVX512_BF16 or AMX), so that training would be about a hundred times slower; leave it out, or train on a device or processor that does.");
        Check(FaceSize is >= 64 and <= 1024 && FaceSize % 16 == 0, $"face size is {FaceSize}; it has to be a multiple of 16 from 64 to 1024.");
        Check(Patch >= 32 && Patch <= FaceSize && Patch % 16 == 0, $"patch is {Patch}; it has to be a multiple of 16 from 32 to the face size {FaceSize}.");
        Check(Batch is >= 1 and <= 1024, $"batch is {Batch}; it has to be 1 to 1024.");
        foreach (TrainStage s in Stages)
        {
            Check(
                s.From >= 0 && s.Patch >= 32 && s.Patch <= FaceSize && s.Patch % Cell == 0 && s.Batch is >= 1 and <= 1024,
                $"stages has {s.From}:{s.Patch}:{s.Batch}; a stage begins at 0 or later, its patch is a multiple of {Cell} from 32 to {FaceSize}, its batch 1 to 1024.");
        }

        Check(Stages.Zip(Stages.Skip(1)).All(p => p.First.From < p.Second.From), "stages is not in the order of the steps; sort it.");
        foreach ((string name, double weight) in new[]
        {
            ("perceptual", Perceptual), ("lattice", Lattice), ("steady", Steady), ("identity", Identity), ("identity-features", IdentityFeatures), ("face-emphasis", FaceEmphasis), ("eye-colour", EyeColour),
        })
        {
            Check(weight is >= 0 and <= 100, $"{name} is {weight}; it has to be 0 to 100.");
        }

        foreach ((string name, double weight) in new[] { ("face-emphasis", FaceEmphasis), ("eye-colour", EyeColour) })
        {
            Check(weight == 0 || HasPatch(FaceSize), $"{name} wants whole faces; let patch or a stage be the face size.");
        }

        foreach ((string name, double value) in new[]
        {
            ("perceptual", Perceptual), ("lattice", Lattice), ("steady", Steady), ("face-emphasis", FaceEmphasis), ("eye-colour", EyeColour), ("recursion", Recursion), ("again", Again), ("chain", Chain),
        })
        {
            Check(value == 0 || Prediction == Prediction.X0, $"{name} wants the prediction x0; set {name} to 0 or the prediction to x0.");
        }

        Check(
            Steady == 0 || (Patch >= MovedView.SmallestSide && Stages.All(s => s.Patch >= MovedView.SmallestSide)),
            $"steady wants patches of {MovedView.SmallestSide} pixels or more; let patch and every stage be so large, or set steady to 0.");
        bool hasIdentity = Identity > 0 || IdentityFeatures > 0;
        Check(!hasIdentity || Prediction == Prediction.X0, "identity wants the prediction x0; set identity and identity-features to 0 or the prediction to x0.");
        Check(
            !hasIdentity || (IdentityNetwork is not null && Directory.Exists(IdentityNetwork)),
            $"identity wants its network, and identity-network is '{IdentityNetwork}'; give the folder `model` of the unpacked npm package @vladmandic/face-api.");
        Check(
            !hasIdentity || (FaceSize == 256 && HasPatch(256)),
            "identity wants whole faces of 256 px; let patch or a stage be 256.");
        Check(EyeTint is >= 0 and <= 1, $"eye-tint is {EyeTint}; it has to be 0 to 1.");
        Check(PerceptualLater is null or (>= 0 and <= 100), $"perceptual-later is {PerceptualLater}; it has to be 0 to 100.");
        Check(PerceptualLater is null || Chain > 0, "perceptual-later is the weight in the batches of chain, and chain is 0; give chain a part, or leave perceptual-later out.");
        Check(Chain is >= 0 and < 1, $"chain is {Chain}; it has to be 0 to below 1.");
        Check(Chain == 0 || Steps.Any(k => k > 1), "chain wants a number of network calls above 1 in steps; add one such as 4, or set chain to 0.");
        Check(Norm is 1 or 2, $"norm is {Norm}; it has to be 1 or 2.");
        Check(Recursion is >= 0 and <= 1, $"recursion is {Recursion}; it has to be 0 to 1.");
        Check(PreviousDropout is >= 0 and <= 1, $"previous-dropout is {PreviousDropout}; it has to be 0 to 1.");
        Check(Unroll is >= 0 and <= 1, $"unroll is {Unroll}; it has to be 0 to 1.");
        Check(Again is >= 0 and < 1, $"again is {Again}; it has to be 0 to below 1.");
        Check(
            Prediction == Prediction.X0 || Schedule == DdpmSchedule.ScheduleName,
            $"prediction is noise with the schedule {Schedule}; noise is predicted with the schedule {DdpmSchedule.ScheduleName} alone.");
        Check(Accumulate is >= 1 and <= 1024, $"accumulate is {Accumulate}; it has to be 1 to 1024.");
        Check(DataThreads is >= 1 and <= 64, $"data-threads is {DataThreads}; it has to be 1 to 64.");
        Check(Rate is > 0 and <= .1, $"rate is {Rate}; it has to be above 0 and at most 0.1.");
        Check(Jitter is >= 0 and <= 1, $"jitter is {Jitter}; it has to be 0 to 1.");
        Check(WarmUp >= 0, $"warm-up is {WarmUp}; it has to be 0 or more.");
        Check(Clip > 0, $"clip is {Clip}; it has to be above 0.");
        Check(AverageDecay is >= 0 and < 1, $"decay is {AverageDecay}; it has to be 0 or more and below 1.");
        Check(Iterations >= 1, $"iterations is {Iterations}; it has to be 1 or more.");
        Check(CheckpointEvery >= 1, $"checkpoint-every is {CheckpointEvery}; it has to be 1 or more.");
        Check(Threads is >= 1 and <= 256, $"threads is {Threads}; it has to be 1 to 256.");
        Check(Minutes >= 0, $"minutes is {Minutes}; it has to be 0 (no limit) or more.");
        Check(Steps.Count > 0, "steps is empty; give numbers of network calls such as 1,2,4.");
    }

    private bool HasPatch(int size) => Stages.Count == 0 ? Patch == size : Stages.Any(s => s.Patch == size);

    private static void Check(bool holds, string sentence)
    {
        if (!holds)
        {
            throw new ArgumentException("Option " + sentence);
        }
    }
}
