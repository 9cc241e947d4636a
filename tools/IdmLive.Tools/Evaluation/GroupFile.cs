namespace IdmLive.Tools.Evaluation;

/// <summary>
/// What somebody says of the faces of a test set, as CSV: a first line with names of columns, the first one for the picture's file; then a line for each picture.
/// Each value of a column is a group; faces that are not listed, or whose cell is empty, are in no group of that column. Immutable.
/// </summary>
internal sealed class GroupFile
{
    private readonly string _path;
    private readonly string[] _columns;
    private readonly Dictionary<string, string[]> _cells;

    private GroupFile(string path, string[] columns, Dictionary<string, string[]> cells) => (_path, _columns, _cells) = (path, columns, cells);

    /// <summary>Reads a file.</summary>
    /// <exception cref="ArgumentException">It is no such file; one sentence.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static GroupFile Read(string path)
    {
        string[][] lines = [.. File.ReadLines(path).Where(l => l.Trim().Length > 0).Select(l => l.Split(',', StringSplitOptions.TrimEntries))];
        if (lines.Length < 2 || lines[0].Length < 2)
        {
            throw new ArgumentException($"'{path}' holds no groups; give a first line such as 'file,glasses,age' and a line such as '0001.jpg,none,below 50' for each picture.");
        }

        Dictionary<string, string[]> cells = [];
        for (int i = 1; i < lines.Length; i++)
        {
            if (lines[i].Length != lines[0].Length)
            {
                throw new ArgumentException($"'{path}' has {lines[i].Length} cells for '{lines[i][0]}' and {lines[0].Length} columns; give as many, without commas in them.");
            }

            if (!cells.TryAdd(lines[i][0], lines[i][1..]))
            {
                throw new ArgumentException($"'{path}' has '{lines[i][0]}' twice; take one out.");
            }
        }

        return new(path, lines[0][1..], cells);
    }

    /// <summary>The groups of a test set, column by column, the values in the order of the alphabet.</summary>
    /// <param name="rows">The rows of all faces.</param>
    /// <param name="faces">File of each face, with or without its folder.</param>
    public IReadOnlyList<FaceGroup> Of(IReadOnlyList<EvaluationRow> rows, IReadOnlyList<string> faces) =>
    [
        .. _columns.SelectMany((column, c) => Enumerable.Range(0, faces.Count)
            .Select(i => (Face: i, Value: Cells(faces[i]) is { } cells ? cells[c] : string.Empty))
            .Where(f => f.Value.Length > 0)
            .GroupBy(f => f.Value, f => f.Face)
            .OrderBy(g => g.Key, StringComparer.Ordinal)
            .Select(g => FaceGroup.Of($"{column}: {g.Key}", rows, [.. g]))),
    ];

    /// <summary>What is to be said where none of a test set's faces is named; null where one is.</summary>
    /// <param name="faces">As for <see cref="Of"/>.</param>
    public string? Complaint(IReadOnlyList<string> faces) => faces.Any(f => Cells(f) is not null)
        ? null
        : $"'{_path}' names none of the {faces.Count} pictures, such as '{Path.GetFileName(faces[0])}', so there are no groups by it; give their file names.";

    private string[]? Cells(string face) => _cells.GetValueOrDefault(face) ?? _cells.GetValueOrDefault(Path.GetFileName(face));
}
