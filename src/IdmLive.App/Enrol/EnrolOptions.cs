using System.Globalization;
using IdmLive.Diffusion.Adapters;
using IdmLive.Diffusion.Restoring;
using IdmLive.Pipeline.People;
using IdmLive.Training.Personal;

namespace IdmLive.App.Enrol;

/// <summary>What the user asks of an enrolment.</summary>
internal sealed record EnrolOptions
{
    // Choosing frames of a short clip and measuring took 21 to 34 s of three minutes on two cores.
    private const double TrainingShare = .8;

    /// <summary>Whom.</summary>
    public required string Name { get; init; }

    /// <summary>Videos to learn from.</summary>
    public IReadOnlyList<string> Videos { get; init; } = [];

    /// <summary>Folder of photos to learn from, or null.</summary>
    public string? Photos { get; init; }

    /// <summary>Camera to learn from, as live sources are written, or null.</summary>
    public string? Camera { get; init; }

    /// <summary>Whether the crops that were kept at the last enrolment are learned from once more.</summary>
    public bool Kept { get; init; }

    /// <summary>Seconds before the camera.</summary>
    public double Seconds { get; init; } = 40;

    /// <summary>Which face counts where several are shown.</summary>
    public FaceSide Side { get; init; } = FaceSide.Any;

    /// <summary>Whether the person consents; null to ask.</summary>
    public bool? Consent { get; init; }

    /// <summary>Minutes of the enrolment on two idle cores, without the seconds before a camera: choosing and measuring take a part of them, training has the rest.</summary>
    public double Minutes { get; init; } = 3;

    /// <summary>Steps of training in place of minutes; 0 for the minutes.</summary>
    public int Iterations { get; init; }

    /// <summary>Kind of the personal part.</summary>
    public AdapterKind Kind { get; init; } = AdapterKind.LowRank;

    /// <summary>Name or folder of the general model.</summary>
    public string Model { get; init; } = "live";

    /// <summary>Folder of the enrolled people; null for the usual one.</summary>
    public string? People { get; init; }

    /// <summary>Folder of other people's portraits that are rehearsed; null for the sample person inside the program.</summary>
    public string? Others { get; init; }

    /// <summary>cpu, cuda or cuda:N.</summary>
    public string Device { get; init; } = "cpu";

    /// <summary>Threads of the tensor library, 0 for all processors.</summary>
    public int Threads { get; init; }

    /// <summary>Seed of everything that is drawn.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>Whether one JSON object goes to standard output at the end.</summary>
    public bool Json { get; init; }

    /// <summary>Whether only errors and warnings are told.</summary>
    public bool Quiet { get; init; }

    /// <summary>The options, checked.</summary>
    /// <exception cref="UserException">One sentence.</exception>
    public EnrolOptions Checked()
    {
        int sources = (Videos.Count > 0 ? 1 : 0) + (Photos is null ? 0 : 1) + (Camera is null ? 0 : 1) + (Kept ? 1 : 0);
        UserException.Require(sources == 1, $"{(sources == 0 ? "There is nothing" : "There are several things")} to learn {Name} from; give one of --video FILE..., --photos FOLDER, --camera N and --kept.");
        TrainingLength.Check(Minutes, Iterations, Threads, usualMinutes: 3);
        UserException.Require(Seconds is >= 5 and <= 600, $"--seconds is {Seconds}; give 5 to 600 seconds before the camera.");
        return this;
    }

    /// <summary>The training that is asked for.</summary>
    /// <param name="threads">Threads, 1 or more.</param>
    public PersonalOptions ToPersonal(int threads) => new()
    {
        Kind = Kind,
        Minutes = TrainingShare * Minutes,
        Iterations = Iterations,
        Seed = Seed,
        Threads = threads,
        Device = Device,
        BFloat16 = TorchDevice.HasFastBFloat16(Device),
    };

    /// <summary>What decides what an interrupted enrolment may go on with: the same material as it is now, model and training.</summary>
    public string Request(string modelSha256) => string.Join(
        '\n',
        [
            .. Videos.SelectMany(Described), .. Photos is null ? [] : Described(Photos), Camera ?? "", .. Others is null ? [] : Described(Others).Prepend("others"),
            string.Create(CultureInfo.InvariantCulture, $"{Kept} {Side} {Seconds} {Kind} {Seed} {Iterations} {modelSha256}"),
        ]);

    // The path, length and time of a file, or of all files in a folder: one that was replaced or added is other material.
    private static IEnumerable<string> Described(string path)
    {
        string full = Path.GetFullPath(path);
        IEnumerable<FileInfo> files = Directory.Exists(full) ? new DirectoryInfo(full).EnumerateFiles("*", SearchOption.AllDirectories).OrderBy(f => f.FullName, StringComparer.Ordinal)
            : File.Exists(full) ? [new FileInfo(full)] : [];
        return files.Select(f => string.Create(CultureInfo.InvariantCulture, $"{f.FullName} {f.Length} {f.LastWriteTimeUtc.Ticks}")).Prepend(full);
    }
}
