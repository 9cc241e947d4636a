using System.Text.Json;
using static TorchSharp.torch.utils.tensorboard;

namespace IdmLive.Training.Intrinsic;

/// <summary>What a run tells of itself: <c>metrics.jsonl</c> and TensorBoard events in its folder. One thread.</summary>
public sealed class RunLog : IDisposable
{
    private readonly StreamWriter _lines;
    private readonly TorchSharp.Modules.SummaryWriter _events;

    /// <summary>Opens the log of a run folder, behind what is there.</summary>
    public RunLog(string folder)
    {
        FileStream file = new(Path.Join(folder, "metrics.jsonl"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read);
        bool cut = file.Length > 0 && file.Seek(-1, SeekOrigin.End) >= 0 && file.ReadByte() != '\n';
        file.Seek(0, SeekOrigin.End);
        _lines = new StreamWriter(file) { AutoFlush = true };
        if (cut)
        {
            // A run killed in the middle of a line: what follows is on lines of its own.
            _lines.WriteLine();
        }

        _events = SummaryWriter(Path.Join(folder, "events"), createRunName: false);
    }

    /// <summary>Writes figures of one iteration.</summary>
    /// <param name="iteration">Optimizer steps so far.</param>
    /// <param name="figures">Name and value; values that are no numbers are left out.</param>
    public void Write(int iteration, params (string Name, double Value)[] figures)
    {
        Dictionary<string, object> line = new() { ["iteration"] = iteration };
        foreach ((string name, double value) in figures.Where(f => double.IsFinite(f.Value)))
        {
            line[name] = value;
            _events.add_scalar(name, (float)value, iteration);
        }

        _lines.WriteLine(JsonSerializer.Serialize(line));
    }

    /// <summary>Writes an event of another kind.</summary>
    public void Write(int iteration, string note) => _lines.WriteLine(JsonSerializer.Serialize(new { iteration, note }));

    /// <inheritdoc/>
    public void Dispose() => _lines.Dispose();
}
