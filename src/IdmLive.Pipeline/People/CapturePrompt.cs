namespace IdmLive.Pipeline.People;

/// <summary>What a person before a camera is asked to do, in this order.</summary>
public enum CapturePrompt
{
    /// <summary>Look straight into the camera.</summary>
    LookStraight,

    /// <summary>Turn the head to one's own left.</summary>
    TurnLeft,

    /// <summary>Turn the head to one's own right.</summary>
    TurnRight,

    /// <summary>Smile.</summary>
    Smile,

    /// <summary>Speak.</summary>
    Speak,

    /// <summary>Raise the brows.</summary>
    RaiseBrows,
}

/// <summary>The prompts in words. Stateless, any thread.</summary>
public static class CapturePrompts
{
    /// <summary>All of them, in order.</summary>
    public static IReadOnlyList<CapturePrompt> All { get; } = Enum.GetValues<CapturePrompt>();

    /// <summary>What to tell the person.</summary>
    public static string ToWords(this CapturePrompt prompt) => prompt switch
    {
        CapturePrompt.LookStraight => "look straight into the camera",
        CapturePrompt.TurnLeft => "turn your head slowly to your left",
        CapturePrompt.TurnRight => "turn your head slowly to your right",
        CapturePrompt.Smile => "smile, with your teeth showing and without",
        CapturePrompt.Speak => "speak: count to ten",
        CapturePrompt.RaiseBrows => "raise your brows, then frown",
        _ => throw new ArgumentOutOfRangeException(nameof(prompt), prompt, "There is no such prompt."),
    };
}
