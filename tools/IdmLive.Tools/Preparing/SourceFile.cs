namespace IdmLive.Tools.Preparing;

/// <summary>A file that crops are cut from.</summary>
/// <param name="Path">Where it is.</param>
/// <param name="Name">Relative to the parent of the folder that was given, with slashes.</param>
/// <param name="IsVideo">Whether it is named as a video, else as a picture.</param>
/// <param name="Length">Bytes.</param>
/// <param name="Modified">Time of the last change, ticks of UTC.</param>
internal sealed record SourceFile(string Path, string Name, bool IsVideo, long Length, long Modified);
