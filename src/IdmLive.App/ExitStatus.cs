namespace IdmLive.App;

/// <summary>What the program's exit status means; the same for all commands.</summary>
internal static class ExitStatus
{
    /// <summary>All was done.</summary>
    public const int Done = 0;

    /// <summary>An option or an input is not as it must be; nothing was made.</summary>
    public const int BadInput = 1;

    /// <summary>The result is there but not whole: a video broke off, some pictures failed, or a personal model is not better and is not used.</summary>
    public const int Partial = 2;

    /// <summary>The machine lacks something: ffmpeg, an encoder, a system library.</summary>
    public const int MachineLacks = 3;

    /// <summary>The output could not be written: no space, no permission, exists already.</summary>
    public const int OutputFailed = 4;

    /// <summary>The program itself is at fault.</summary>
    public const int Unexpected = 70;

    /// <summary>Ctrl-C or a request to end.</summary>
    public const int Interrupted = 130;

    /// <summary>The table for help texts.</summary>
    public const string Help =
        "Exit status: 0 done; 1 wrong option or input; 2 result not whole (input broke off, some pictures failed, personal model not better and not used); "
        + "3 the machine lacks something; 4 output cannot be written; 70 fault of the program; 130 interrupted.";
}
