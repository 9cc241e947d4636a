namespace IdmLive.Pipeline.Outputs.Pipes;

/// <summary>How frames are written into a pipe.</summary>
public enum PipeFormat
{
    /// <summary>Bare 8-bit BGR pixels, row by row, frame after frame: whoever reads has to know size and rate.</summary>
    Bgr24,

    /// <summary>YUV4MPEG2, 4:2:0, BT.601 in limited range: players know size and rate from its head.</summary>
    Y4m,
}
