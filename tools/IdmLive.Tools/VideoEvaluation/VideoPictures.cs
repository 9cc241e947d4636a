using OpenCvSharp;

namespace IdmLive.Tools.VideoEvaluation;

/// <summary>The two pictures of an evaluation: the sheet of frames and the slices over time. One thread.</summary>
internal sealed class VideoPictures : IDisposable
{
    /// <summary>Starts both.</summary>
    /// <param name="rows">Names of the rows.</param>
    /// <param name="clips">The clips.</param>
    /// <param name="size">Width and height of a crop, pixels.</param>
    public VideoPictures(IReadOnlyList<string> rows, IReadOnlyList<IFaceClip> clips, int size)
    {
        Sheet = new(rows, clips, size);
        Slices = new(rows, clips, size);
    }

    /// <summary>Several frames of each clip in all rows.</summary>
    public FrameSheet Sheet { get; }

    /// <summary>Lines of the picture over time.</summary>
    public TimeSlices Slices { get; }

    /// <summary>Takes a picture of a row.</summary>
    /// <param name="clip">Number of the clip.</param>
    /// <param name="frame">Number of the frame.</param>
    /// <param name="row">Number of the row.</param>
    /// <param name="picture">8-bit BGR; copied where it is wanted.</param>
    public void Add(int clip, int frame, int row, Mat picture)
    {
        Sheet.Add(clip, frame, row, picture);
        Slices.Add(clip, frame, row, picture);
    }

    /// <summary>Takes a picture of a row on the clip's still.</summary>
    /// <inheritdoc cref="Add"/>
    public void AddStill(int clip, int frame, int row, Mat picture) => Slices.AddStill(clip, frame, row, picture);

    /// <inheritdoc/>
    public void Dispose()
    {
        Sheet.Dispose();
        Slices.Dispose();
    }
}
