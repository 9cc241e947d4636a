using System.CommandLine;
using IdmLive.App.People;

namespace IdmLive.App.Restoring;

/// <summary><c>idmlive restore INPUT... -o OUTPUT</c>.</summary>
internal static class RestoreCommand
{
    private static readonly RestoreOptions Usual = new() { Inputs = [], Output = "" };

    private static readonly Argument<string[]> Inputs = new("input")
    {
        Arity = ArgumentArity.OneOrMore,
        Description = "A picture, several pictures, a folder of pictures, or a video.",
    };

    private static readonly Option<string> Output = new("--output", "-o")
    {
        Required = true,
        HelpName = "file or folder",
        Description = "Where the result goes: a file; a folder for several pictures. Videos: .mp4, .mov, .mkv, .webm.",
    };

    private static readonly Option<int> Steps = CommandLine.Usually("--steps", Usual.Steps, "n", "Network calls for a face (1, 2, 4 or 10): one is fastest and truest to the person, more give finer detail.");
    private static readonly Option<string> Model = CommandLine.Usually("--model", Usual.Model, "name", "The model: a name that `idmlive models list` shows, or a model's folder.");
    private static readonly Option<double> Strength = CommandLine.Usually("--strength", Usual.Strength, "0..1", "How much of the restoration is taken; 0 leaves every picture as it is.");
    private static readonly Option<long> Seed = CommandLine.Usually("--seed", Usual.Seed, "n", "Seed of the noise: same input, same seed, same machine give the same bits.");
    private static readonly Option<bool> Aligned = new("--aligned") { Description = "Inputs are aligned square face crops already (FFHQ template); no face is searched for." };
    private static readonly Option<bool> SideBySide = new("--side-by-side") { Description = "Shows the input to the left of the result, twice as wide." };
    private static readonly Option<string> Device = CommandLine.Usually("--device", Usual.Device, "device", "Where the model runs: cpu, cuda or cuda:N.");
    private static readonly Option<string> Detector = CommandLine.Usually("--detector", Usual.Detector, "name", "What finds faces: blazeface (built in) or yunet (with --detector-model).");
    private static readonly Option<string?> DetectorModel = new("--detector-model") { HelpName = "file", Description = "Model file of --detector yunet." };
    private static readonly Option<string?> Codec = new("--codec") { HelpName = "name", Description = "Video codec: h264 (usual), h265, av1, vp9, ffv1, or an encoder of ffmpeg. x264 and x265 run at preset veryfast." };
    private static readonly Option<int?> Crf = new("--crf") { HelpName = "n", Description = "Video quality, smaller is better and larger in bytes; 18 is usual for h264." };
    private static readonly Option<double> Segment = CommandLine.Usually("--segment", Usual.SegmentSeconds, "seconds", "Length of the video's segments: --resume goes on at the start of one.");
    private static readonly PeopleArguments People = new();
    private static readonly Option<bool> Unguarded = new("--unguarded") { Description = "Takes every face for --person, whoever it is." };
    private static readonly Option<bool> Force = new("--force") { Description = "Replaces existing outputs." };
    private static readonly Option<bool> Resume = new("--resume") { Description = "Goes on where an interrupted run with the same options stopped." };
    private static readonly Option<bool> Json = new("--json") { Description = "Writes one JSON object with the figures to standard output; everything else goes to standard error." };
    private static readonly Option<bool> Quiet = new("--quiet", "-q") { Description = "Tells errors and warnings only." };

    /// <summary>Makes the command.</summary>
    /// <param name="enrolled">Reads who is enrolled; null for nobody.</param>
    public static Command Create(EnrolledPeopleSource? enrolled = null) => Create(new RestorerFactory(enrolled));

    /// <summary>Makes the command with restorers of another kind.</summary>
    internal static Command Create(IRestorerFactory restorers)
    {
        Command command = new(
            "restore",
            "Restores the faces of pictures or of a video and changes nothing else: a video keeps its frames, time stamps and sound. "
            + "Ctrl-C leaves a playable partial video, and --resume goes on from there. " + ExitStatus.Help)
        {
            Inputs, Output, Steps, Model, Strength, Seed, Aligned, SideBySide, Device, Detector, DetectorModel, Codec, Crf, Segment, Unguarded, Force, Resume, Json, Quiet,
        };
        People.AddTo(command);
        command.SetAction(parsed =>
        {
            InvocationConfiguration io = parsed.InvocationConfiguration;
            return new RestoreJob(restorers, io.Output, io.Error).Run(Read(parsed));
        });
        return command;
    }

    private static RestoreOptions Read(ParseResult parsed) => new()
    {
        Inputs = parsed.GetRequiredValue(Inputs),
        Output = parsed.GetRequiredValue(Output),
        Steps = parsed.GetValue(Steps),
        Model = parsed.GetValue(Model)!,
        Strength = parsed.GetValue(Strength),
        Seed = parsed.GetValue(Seed),
        Aligned = parsed.GetValue(Aligned),
        SideBySide = parsed.GetValue(SideBySide),
        Device = parsed.GetValue(Device)!,
        Detector = parsed.GetValue(Detector)!,
        DetectorModel = parsed.GetValue(DetectorModel),
        Codec = parsed.GetValue(Codec),
        Crf = parsed.GetValue(Crf),
        SegmentSeconds = parsed.GetValue(Segment),
        People = People.Read(parsed),
        Unguarded = parsed.GetValue(Unguarded),
        Force = parsed.GetValue(Force),
        Resume = parsed.GetValue(Resume),
        Json = parsed.GetValue(Json),
        Quiet = parsed.GetValue(Quiet),
    };
}
