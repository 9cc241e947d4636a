using System.Text.Json;
using IdmLive.Pipeline.Imaging;

namespace IdmLive.Tools.Refining;

/// <summary>What an extrinsic iteration is asked to do; written into its folder as <c>refine.json</c>.</summary>
internal sealed record RefineOptions
{
    /// <summary>Run folder of <c>train</c> that made theta_1; null where <see cref="Model"/> is given.</summary>
    public string? Run { get; init; }

    /// <summary>Model of theta_1, a name in the store or a folder; null where <see cref="Run"/> is given.</summary>
    public string? Model { get; init; }

    /// <summary>Folders of the training pictures.</summary>
    public required IReadOnlyList<string> Data { get; init; }

    /// <summary>Folder for everything that is made.</summary>
    public required string Out { get; init; }

    /// <summary>Name of theta_2.</summary>
    public string? Name { get; init; }

    /// <summary>Licence of theta_1's weights where it is a run; a model's manifest says its own.</summary>
    public string Licence { get; init; } = "MIT";

    /// <summary>Whether faces are looked for and aligned; else the middle square of each picture is taken and identity plays no part.</summary>
    public bool Align { get; init; } = true;

    /// <summary>Network calls with which theta_1 restores the training pictures.</summary>
    public int Steps { get; init; } = 10;

    /// <summary>The lines of the gate.</summary>
    public GateLimits Gate { get; init; } = new();

    /// <summary>Folder of the measures' files, or null for the built-in score.</summary>
    public string? Measures { get; init; }

    /// <summary>Iterations at which the training of theta_2 ends.</summary>
    public int Iterations { get; init; } = 5000;

    /// <summary>Minutes after which the training ends earlier, counted from the last start; 0 for no limit.</summary>
    public double Minutes { get; init; }

    /// <summary>Learning rate of theta_2.</summary>
    public double Rate { get; init; } = 1e-4;

    /// <summary>Patches in a batch, or null for theta_1's.</summary>
    public int? Batch { get; init; }

    /// <summary>Patch size, or null for theta_1's.</summary>
    public int? Patch { get; init; }

    /// <summary>Part of the batches met as the live recursion meets them, or null for theta_1's.</summary>
    public double? Recursion { get; init; }

    /// <summary>Network arithmetic of the training in bfloat16.</summary>
    public bool BFloat16 { get; init; }

    /// <summary>Threads of the tensor library.</summary>
    public int Threads { get; init; } = 2;

    /// <summary>Device: <c>cpu</c>, <c>cuda</c> or <c>cuda:N</c>.</summary>
    public string Device { get; init; } = "cpu";

    /// <summary>Folder of clean test pictures, or null: the models are not compared then.</summary>
    public string? Test { get; init; }

    /// <summary>Seed of everything that is drawn.</summary>
    public int Seed { get; init; } = 7;

    /// <summary>Network calls with which both models are measured on the test set.</summary>
    public int TestSteps { get; init; } = 4;

    /// <summary>When theta_2 is accepted.</summary>
    public AcceptanceRule Acceptance { get; init; } = new();

    /// <summary>Checks the values that no later stage checks before its work.</summary>
    /// <exception cref="ArgumentException">One sentence: got, wanted.</exception>
    public void Validate()
    {
        if (Run is null == Model is null)
        {
            throw new ArgumentException($"{(Run is null ? "Neither" : "Both")} --run and --model {(Run is null ? "is" : "are")} given; name theta_1 by one of them.");
        }

        string[] twice = [.. Data.GroupBy(d => Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(d)))).Where(g => g.Count() > 1).Select(g => g.Key)];
        if (twice.Length > 0)
        {
            throw new ArgumentException($"Two data folders are called '{twice[0]}'; pictures are told apart by folder and file name, so rename one.");
        }

        if (Iterations < 1 || Minutes < 0)
        {
            throw new ArgumentException($"Iterations is {Iterations} and minutes {Minutes}; give 1 iteration or more, and 0 minutes (no limit) or more.");
        }
    }

    /// <summary>The command that these options come from, with the last parts of its paths: what a manifest can say.</summary>
    public string CommandLine()
    {
        string source = Run is null ? $"--model {StartModel.BaseName(Model!)}" : $"--run {StartModel.BaseName(Run)}";
        string data = string.Join(' ', Data.Select(StartModel.BaseName));
        string time = Minutes > 0 ? FormattableString.Invariant($" --minutes {Minutes:G}") : string.Empty;
        string test = Test is null ? string.Empty : $" --test {StartModel.BaseName(Test)} --test-steps {TestSteps}";
        string rest = (Align ? string.Empty : " --no-align") + (BFloat16 ? " --bf16" : string.Empty) + (Measures is null ? string.Empty : $" --measures {StartModel.BaseName(Measures)}");
        return FormattableString.Invariant($"./idmlive-tools refine {source} --data {data} --out {StartModel.BaseName(Out)} --steps {Steps} --iterations {Iterations}{time} --rate {Rate:G}{test}{rest} --seed {Seed}");
    }

    /// <summary>Writes the options into the folder, or checks that a refinement begun there is the same one.</summary>
    /// <exception cref="ArgumentException">The folder holds another refinement.</exception>
    public void Claim()
    {
        Directory.CreateDirectory(Out);
        string path = Path.Join(Out, "refine.json");
        if (File.Exists(path))
        {
            RefineOptions there;
            try
            {
                there = JsonSerializer.Deserialize<RefineOptions>(File.ReadAllText(path), RefineJson.Options)
                    ?? throw new ArgumentException($"'{path}' is empty; remove it to begin again.");
            }
            catch (JsonException e)
            {
                throw new ArgumentException($"'{path}' cannot be read ({e.Message.TrimEnd('.')}); remove the folder to begin again.", e);
            }

            // How long and on what it is computed may change between two sittings; what is computed may not.
            RefineOptions same = there with { Out = Out, Minutes = Minutes, Threads = Threads, Device = Device };
            if (JsonSerializer.Serialize(same, RefineJson.Options) != JsonSerializer.Serialize(this, RefineJson.Options))
            {
                throw new ArgumentException($"'{Out}' holds a refinement with other options (see its refine.json); repeat those to go on, or name another folder.");
            }
        }

        WholeFile.Write(path, JsonSerializer.SerializeToUtf8Bytes(this, RefineJson.Options));
    }
}
