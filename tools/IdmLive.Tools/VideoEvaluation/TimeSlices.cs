using IdmLive.Pipeline.Faces;
using OpenCvSharp;

namespace IdmLive.Tools.VideoEvaluation;

/// <summary>
/// Slices through space and time: one horizontal line of the crop, time running down, the rows of the table across. What is steady draws smooth
/// strands, what flickers draws horizontal streaks. For each clip a line through the eyes, one through the mouth, and the eyes of its still. One thread.
/// </summary>
internal sealed class TimeSlices : IDisposable
{
    private const int Bands = 3, Eyes = 0, Mouth = 1, Still = 2, LeastHeight = 200, MostFrames = 400;
    private readonly SheetGrid _grid;
    private readonly int _eyes, _mouth;
    private readonly int[] _repeats, _shown;
    private readonly int _stillRepeat = Repeat(StillMeter.Frames);

    /// <summary>Starts an empty picture.</summary>
    /// <param name="rows">Names of the rows.</param>
    /// <param name="clips">The clips; of long ones the first <see cref="MostFrames"/> frames are shown.</param>
    /// <param name="size">Width and height of a crop, pixels.</param>
    public TimeSlices(IReadOnlyList<string> rows, IReadOnlyList<IFaceClip> clips, int size)
    {
        FaceKeyPoints template = FaceTemplate.KeyPoints(size);
        _eyes = (int)Math.Round((template.RightEye.Y + template.LeftEye.Y) / 2);
        _mouth = (int)Math.Round((template.RightMouthCorner.Y + template.LeftMouthCorner.Y) / 2);
        _shown = [.. clips.Select(c => Math.Min(c.Count, MostFrames))];
        _repeats = [.. _shown.Select(Repeat)];
        List<(string, int)> labels = [];
        for (int clip = 0; clip < clips.Count; clip++)
        {
            int height = _shown[clip] * _repeats[clip];
            labels.Add(($"{clips[clip].Name}\neyes\nframes 0-{_shown[clip] - 1}", height));
            labels.Add(($"{clips[clip].Name}\nmouth", height));
            labels.Add(($"{clips[clip].Name}\neyes of a still\nfresh noise", StillMeter.Frames * _stillRepeat));
        }

        _grid = new(rows, labels, size);
    }

    /// <summary>The picture, 8-bit BGR; owned by this object.</summary>
    public Mat Picture => _grid.Picture;

    /// <summary>Takes the lines of a picture.</summary>
    /// <inheritdoc cref="VideoPictures.Add"/>
    public void Add(int clip, int frame, int row, Mat picture)
    {
        if (frame < _shown[clip])
        {
            Draw((clip * Bands) + Eyes, frame, _repeats[clip], row, picture, _eyes);
            Draw((clip * Bands) + Mouth, frame, _repeats[clip], row, picture, _mouth);
        }
    }

    /// <summary>Takes the line of a picture of the clip's still.</summary>
    /// <inheritdoc cref="VideoPictures.Add"/>
    public void AddStill(int clip, int frame, int row, Mat picture) => Draw((clip * Bands) + Still, frame, _stillRepeat, row, picture, _eyes);

    /// <inheritdoc/>
    public void Dispose() => _grid.Dispose();

    // Short clips are drawn several pixels a frame, or their slices would be thin stripes.
    private static int Repeat(int frames) => Math.Max(1, (int)Math.Ceiling(LeastHeight / (double)frames));

    private void Draw(int line, int frame, int repeat, int row, Mat picture, int y)
    {
        using Mat from = picture.Row(y), to = _grid.Part(line, row, frame * repeat, repeat);
        Cv2.Repeat(from, repeat, 1, to);
    }
}
