using IdmLive.App.People;
using IdmLive.Diffusion.Models;
using IdmLive.Diffusion.Streaming;
using IdmLive.Diffusion.Tuning;
using IdmLive.Pipeline.Compositing;
using IdmLive.Pipeline.Faces;
using IdmLive.Pipeline.Live;
using IdmLive.Pipeline.People;
using IdmLive.Pipeline.Restoring;
using OpenCvSharp;

namespace IdmLive.App.Live;

/// <summary>Puts the stages of a live line together from what the user asks for.</summary>
internal static class LiveLineFactory
{
    // The camera shows a face from about this width on; smaller ones gain nothing that anybody would see.
    private const double SmallestFace = 48;

    /// <summary>Makes the stages.</summary>
    /// <param name="options">Checked options.</param>
    /// <param name="enrolled">Reads who is enrolled; null for nobody.</param>
    /// <exception cref="ModelException">There is no such model, or it is damaged.</exception>
    /// <exception cref="ArgumentException">It cannot run like this.</exception>
    /// <exception cref="UserException">The person who is asked for is not enrolled.</exception>
    public static LiveStages CreateStages(LiveOptions options, EnrolledPeopleSource? enrolled = null)
    {
        // The line's threads are the parallel work; OpenCV's own would wait for each other by spinning and keep the network from running.
        Cv2.SetNumThreads(1);
        ModelPackage? package = options.Strength > 0 ? ModelStore.Default().Load(options.Model) : null;
        EnrolledPeople people = package is null ? EnrolledPeople.None : PeopleChoice.Choose(
            options.People,
            package.Manifest.Name,
            () => enrolled?.Invoke(package, options.People.Folder) ?? EnrolledPeople.None,
            sentence => options.Tell?.Invoke(sentence));
        IStreamRestorer? restorer = package is null ? null : CreateRestorer(package, options, options.Device, people);
        Func<IStreamRestorer>? fallback = package is null || options.Device == "cpu" ? null : () => CreateRestorer(package, options, "cpu", people);
        BlazeFaceDetector detector = new(new() { Search = new() { SmallestFace = SmallestFace, Tiles = FaceSearchTiles.InTurn } });
        int cropSize = restorer?.CropSize ?? new FaceTrackerOptions().CropSize;
        LiveFaceExtractor extractor = new(detector, new FaceTracker(new() { CropSize = cropSize }), new FacePaster(), new() { InBackground = !options.Fast });
        IPersonMatcher? matcher = options.Fast
            ? PeopleChoice.Steady(people, options.People, !options.Unguarded) : PeopleChoice.Live(people, options.People, !options.Unguarded);
        return new(extractor, restorer, options.MaxFaces, options.Unguarded ? null : new FaceGuard(), fallback, matcher, matcher is null ? NobodyToKeep(options) : CreateKeeper(options, people, cropSize));
    }

    /// <summary>What keeps frames of the people who are enrolled; null where none are to be kept.</summary>
    /// <param name="options">Checked options.</param>
    /// <param name="people">Who is recognised.</param>
    /// <param name="cropSize">Width and height of the line's crops.</param>
    /// <param name="rules">What is kept; the usual rules where null.</param>
    internal static FrameKeeper? CreateKeeper(LiveOptions options, EnrolledPeople people, int cropSize, KeepRules? rules = null)
    {
        if (!options.KeepLearning)
        {
            return null;
        }

        if (cropSize != FaceCandidate.CropSize)
        {
            options.Tell?.Invoke($"this model takes faces of {cropSize} pixels, and frames are kept at {FaceCandidate.CropSize}: none are kept.");
            return null;
        }

        PeopleStore store = new(options.People.Folder);
        HashSet<string> known = [.. people.Faces.Select(f => f.Name)];
        EnrolledPerson[] enrolled = [.. store.List().Select(e => e.Person).OfType<EnrolledPerson>().Where(p => known.Contains(p.Record.Name))];
        return enrolled.Length == 0 ? NobodyToKeep(options)
            : new(enrolled.Select(p => p.Record.Name), new FrameLook(enrolled, people.Faces, new LearnedFrames(store), DateTimeOffset.UtcNow, rules), rules, inBackground: !options.Fast);
    }

    /// <summary>The settings of the session.</summary>
    public static LiveSessionOptions SessionOptions(LiveOptions options, LiveStages stages) => new()
    {
        Delivery = options.Fast ? DeliveryPolicy.Lossless : DeliveryPolicy.LatestFrame,
        Seconds = options.Seconds,
        Ladder = new() { Budget = TimeSpan.FromMilliseconds(options.BudgetMilliseconds), Sizes = stages.Sizes },
    };

    private static FrameKeeper? NobodyToKeep(LiveOptions options)
    {
        if (options.KeepLearning)
        {
            options.Tell?.Invoke("nobody enrolled can be recognised with this model, so no frame is kept.");
        }

        return null;
    }

    private static StreamingRestorer CreateRestorer(ModelPackage package, LiveOptions options, string device, EnrolledPeople people)
    {
        StreamingOptions usual = new();

        // Where every frame counts the same file gives the same pictures, however busy the machine is: nothing is chosen by timing.
        TuningChoice? tuning = device == "cpu" && options.Threads == 0 && !options.Fast ? new StartTuner(new StartTunerOptions(), TimeProvider.System).Choose(package) : null;
        foreach (string line in tuning?.Table() ?? [])
        {
            options.Verbose?.Invoke(line);
        }

        StreamingOptions chosen = usual with
        {
            Device = device,
            Arithmetic = tuning?.Arithmetic ?? usual.Arithmetic,
            Threads = tuning?.Threads ?? options.Threads,
            Seed = options.Seed,
            Sizes = [.. usual.Sizes.Where(s => s <= package.Manifest.Resolution).Append(package.Manifest.Resolution).Distinct().OrderDescending()],
        };
        return new(package, chosen, people.Parameters);
    }
}
