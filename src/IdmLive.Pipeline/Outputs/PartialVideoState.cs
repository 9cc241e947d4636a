using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace IdmLive.Pipeline.Outputs;

/// <summary>Which file an interrupted run read.</summary>
/// <param name="Bytes">Its length.</param>
/// <param name="Modified">When it was last written, UTC.</param>
/// <param name="HeadSha256">SHA-256 of its first mebibyte, hexadecimal.</param>
internal sealed record InputIdentity(long Bytes, DateTime Modified, string HeadSha256)
{
    private const int HeadLength = 1 << 20;

    /// <summary>The identity of a file.</summary>
    public static InputIdentity Of(string path)
    {
        using FileStream file = File.OpenRead(path);
        byte[] head = new byte[Math.Min(file.Length, HeadLength)];
        file.ReadExactly(head);
        return new(file.Length, File.GetLastWriteTimeUtc(path), Convert.ToHexStringLower(SHA256.HashData(head)));
    }
}

/// <summary>A segment that is whole.</summary>
/// <param name="Frames">Frames in it.</param>
/// <param name="Bytes">Length of the pictures' file up to its end.</param>
/// <param name="FaceBytes">Length of the faces' file up to its end.</param>
/// <param name="Fragments">Fragments in the pictures' file up to its end.</param>
internal sealed record FinishedSegment(int Frames, long Bytes, long FaceBytes, int Fragments);

/// <summary>How far an output is and what it was begun with: the JSON file beside it from which a later run goes on.</summary>
internal sealed record PartialVideoState
{
    /// <summary>Version of this file's layout.</summary>
    public const int CurrentFormat = 1;

    private static readonly JsonSerializerOptions Layout = new()
    {
        WriteIndented = true,
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    };

    /// <summary>Version of this file's layout.</summary>
    public required int Format { get; init; }

    /// <summary>Which file is read.</summary>
    public required InputIdentity Input { get; init; }

    /// <summary>Everything that decides about the output's bits, by name; two runs fit together where all values are equal.</summary>
    public required SortedDictionary<string, string> Options { get; init; }

    /// <summary>Length of the header of the pictures' file.</summary>
    public int HeaderBytes { get; init; }

    /// <summary>Time stamp of the first frame, in units of the input's time base.</summary>
    public long FirstPts { get; init; }

    /// <summary>How long the last frame of the last segment is shown, in units of the output's track.</summary>
    public long LastDuration { get; init; }

    /// <summary>The segments that are whole.</summary>
    public IReadOnlyList<FinishedSegment> Segments { get; init; } = [];

    /// <summary>Frames in whole segments.</summary>
    [JsonIgnore]
    public long Frames => Segments.Sum(segment => (long)segment.Frames);

    /// <summary>Reads a state.</summary>
    /// <returns>Null where there is none or it is not readable.</returns>
    public static PartialVideoState? Read(string path)
    {
        try
        {
            PartialVideoState? state = JsonSerializer.Deserialize<PartialVideoState>(File.ReadAllBytes(path), Layout);
            return state?.Format == CurrentFormat ? state : null;
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException or JsonException)
        {
            return null;
        }
    }

    /// <summary>Writes the state; the file is the old one or the new one, never half of it.</summary>
    public void Write(string path)
    {
        string beside = path + ".new";
        using (FileStream file = File.Create(beside))
        {
            JsonSerializer.Serialize(file, this, Layout);
            file.Flush(flushToDisk: true);
        }

        File.Move(beside, path, overwrite: true);
    }

    /// <summary>The first option whose value differs, as a sentence's part; null where the two fit together.</summary>
    public string? DifferenceTo(PartialVideoState other)
    {
        if (Input != other.Input)
        {
            return "the input has changed since";
        }

        foreach (string name in Options.Keys.Union(other.Options.Keys).Order(StringComparer.Ordinal))
        {
            string? mine = Options.GetValueOrDefault(name), theirs = other.Options.GetValueOrDefault(name);
            if (mine != theirs)
            {
                return $"{name} was {mine ?? "not given"} and is {theirs ?? "not given"} now";
            }
        }

        return null;
    }
}
