namespace IdmLive.Pipeline.Outputs;

/// <summary>The files that lie beside an output while it is made. They are gone once it is whole.</summary>
/// <param name="Output">The output's own name.</param>
/// <param name="Extension">Ending of the file with the pictures: mp4 or mov.</param>
internal readonly record struct PartialVideoPaths(string Output, string Extension)
{
    /// <summary>Pictures so far, without sound; any player plays it.</summary>
    public string Pictures => $"{Output}.partial.{Extension}";

    /// <summary>How far the work is and what it was begun with.</summary>
    public string State => $"{Output}.partial.json";

    /// <summary>What the detector found in each finished frame.</summary>
    public string Faces => $"{Output}.partial.faces";

    /// <summary>The finished file while it is put together.</summary>
    public string Muxing => $"{Output}.partial.finished{Path.GetExtension(Output)}";

    /// <summary>Removes all of them.</summary>
    public void Delete()
    {
        foreach (string path in new[] { Muxing, Pictures, Faces, State })
        {
            File.Delete(path);
        }
    }
}
