using OpenCvSharp;

namespace IdmLive.Tools.VideoEvaluation;

/// <summary>The contact sheet: several frames of each clip down, the rows of the table across. One thread.</summary>
internal sealed class FrameSheet : IDisposable
{
    private const int MostLines = 10, FewestOfAClip = 2, MostOfAClip = 5;
    private readonly SheetGrid _grid;
    private readonly int _size;
    private readonly Dictionary<(int Clip, int Frame), int> _lines = [];

    /// <summary>Starts an empty sheet.</summary>
    /// <param name="rows">Names of the rows.</param>
    /// <param name="clips">The clips.</param>
    /// <param name="size">Width and height of a crop, pixels.</param>
    public FrameSheet(IReadOnlyList<string> rows, IReadOnlyList<IFaceClip> clips, int size)
    {
        _size = size;
        int each = Math.Clamp(MostLines / clips.Count, FewestOfAClip, MostOfAClip);
        List<(string, int)> labels = [];
        for (int clip = 0; clip < clips.Count; clip++)
        {
            for (int i = 0; i < each; i++)
            {
                // The middle of each of equal stretches: neither the start of a stream alone nor its end.
                int frame = ((2 * i) + 1) * clips[clip].Count / (2 * each);
                if (_lines.TryAdd((clip, frame), labels.Count))
                {
                    labels.Add(($"{clips[clip].Name}\nframe {frame}", size));
                }
            }
        }

        _grid = new(rows, labels, size);
    }

    /// <summary>The sheet, 8-bit BGR; owned by this object.</summary>
    public Mat Picture => _grid.Picture;

    /// <summary>Takes a picture; one that is not on the sheet changes nothing.</summary>
    /// <inheritdoc cref="VideoPictures.Add"/>
    public void Add(int clip, int frame, int row, Mat picture)
    {
        if (_lines.TryGetValue((clip, frame), out int line))
        {
            using Mat place = _grid.Part(line, row, 0, _size);
            picture.CopyTo(place);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _grid.Dispose();
}
