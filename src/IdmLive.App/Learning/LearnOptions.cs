using IdmLive.App.Enrol;
using IdmLive.Diffusion.Adapters;
using IdmLive.Diffusion.Restoring;
using IdmLive.Training.Personal;

namespace IdmLive.App.Learning;

/// <summary>What the user asks of learning from frames of calls.</summary>
internal sealed record LearnOptions
{
    // What is there already is refined: a third of the rate that begins from nothing.
    private const double Rate = 5e-3;

    /// <summary>Minutes of training.</summary>
    public double Minutes { get; init; } = 1;

    /// <summary>Steps of training in place of minutes; 0 for the minutes.</summary>
    public int Iterations { get; init; }

    /// <summary>Name or folder of the general model; null for the one that the person was enrolled with.</summary>
    public string? Model { get; init; }

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

    /// <summary>Threads, 1 or more.</summary>
    public int UsedThreads => Threads == 0 ? Environment.ProcessorCount : Threads;

    /// <summary>The options, checked.</summary>
    /// <exception cref="UserException">One sentence.</exception>
    public LearnOptions Checked()
    {
        TrainingLength.Check(Minutes, Iterations, Threads, usualMinutes: 1);
        return this;
    }

    /// <summary>The training that is asked for.</summary>
    /// <param name="present">The personal weights that are gone on from; null where there are none.</param>
    public PersonalOptions ToPersonal(AdapterManifest? present)
    {
        PersonalOptions usual = new() { Minutes = Minutes, Iterations = Iterations, Seed = Seed, Threads = UsedThreads, Device = Device, BFloat16 = TorchDevice.HasFastBFloat16(Device) };
        return present is null ? usual : usual with { Kind = present.Kind, Rank = present.Rank == 0 ? AdapterLayout.DefaultRank : present.Rank, Rate = Rate };
    }
}
