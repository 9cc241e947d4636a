using IdmLive.App.Live;
using IdmLive.Pipeline.Capture;
using IdmLive.Pipeline.Media;
using IdmLive.Pipeline.People;

namespace IdmLive.App.Enrol;

/// <summary>Gathers a person's faces from what the user gives, makes sure that they are one person's, and chooses those to learn from.</summary>
internal sealed class EnrolMaterial
{
    private readonly Action<string> _tell;
    private readonly Action<string> _status;

    /// <summary>Prepares.</summary>
    /// <param name="tell">Told a sentence.</param>
    /// <param name="status">Told what goes on just now, often.</param>
    public EnrolMaterial(Action<string> tell, Action<string> status) => (_tell, _status) = (tell, status);

    /// <summary>Gathers and chooses.</summary>
    /// <param name="options">Checked options.</param>
    /// <param name="stop">Asks to stop.</param>
    /// <returns>The choice, and the number of frames that were looked at.</returns>
    /// <exception cref="UserException">No face, more than one person, or too little that is good.</exception>
    public (FrameChoice Choice, int Seen) Gather(EnrolOptions options, CancellationToken stop)
    {
        using CandidateMeter meter = new();
        CandidateReaderOptions reading = new() { Side = options.Side };
        CandidateSet found = options.Photos is { } folder ? new PhotoCandidates(meter, reading).Read(folder, Show, stop)
            : options.Camera is { } camera ? new CameraCandidates(meter, reading).Read(Source(camera), TimeSpan.FromSeconds(options.Seconds), null, Show, stop)
            : new VideoCandidates(meter, FfmpegInstallation.Find(), reading).Read(options.Videos, Show, stop);
        SiftedMaterial sifted = SiftedMaterial.Of(found);
        if (sifted.Problem is { } problem)
        {
            throw new UserException(ExitStatus.BadInput, problem);
        }

        foreach (string remark in sifted.Remarks)
        {
            _tell(remark);
        }

        _tell($"{sifted.Choice.Training.Count} frames are learned from, {sifted.Choice.HeldOut.Count} held out to measure by.");
        return (sifted.Choice, found.FramesSeen);
    }

    private static ILiveSource Source(string camera) =>
        LiveSourceFactory.Parse(int.TryParse(camera, out _) ? $"camera:{camera}" : camera, new());

    private void Show(GatheringProgress progress)
    {
        string what = progress.Prompt is { } prompt ? $"please {prompt.ToWords()} ({Math.Ceiling(progress.PromptLeft.TotalSeconds):F0} s){(progress.SeesFace ? "" : " - I see no face")}"
            : progress.Total > 0 ? $"looking at {progress.Done} of about {Math.Max(progress.Total, progress.Done)} frames"
            : $"looked at {progress.Done} frames";
        _status(what);
    }
}
