using IdmLive.Pipeline.Restoring;

namespace IdmLive.Diffusion.Streaming;

/// <summary>What is to be done with a face of a frame.</summary>
/// <param name="Mode">How it is made.</param>
/// <param name="Level">Cumulative level abar of the call where it is warm, else 0.</param>
/// <param name="NeedsFlow">Whether the earlier result has to be moved.</param>
/// <param name="Fades">Whether what was shown before fades out over the next frames.</param>
internal readonly record struct StreamDecision(StreamMode Mode, double Level, bool NeedsFlow, bool Fades);
