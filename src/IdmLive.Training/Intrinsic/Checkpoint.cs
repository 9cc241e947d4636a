using System.Runtime.InteropServices;
using System.Text.Json;
using IdmLive.Diffusion.Models;
using IdmLive.Diffusion.Network;
using static TorchSharp.torch;

namespace IdmLive.Training.Intrinsic;

/// <summary>What a run knows beside its tensors.</summary>
/// <param name="RateScale">Factor of the rate: halved at each rollback.</param>
/// <param name="Rollbacks">Number of rollbacks.</param>
/// <param name="BestLoss">Lowest validation loss so far.</param>
/// <param name="Seconds">Seconds trained so far, where a run ends by the clock.</param>
public sealed record CheckpointState(double RateScale = 1, int Rollbacks = 0, double BestLoss = double.MaxValue, double Seconds = 0);

/// <summary>The state of a training run: weights, moments, average and the number of iterations, in one file.</summary>
public static class Checkpoint
{
    /// <summary>Name of the newest checkpoint in a run folder.</summary>
    public const string FileName = "checkpoint.safetensors";

    /// <summary>Name of the checkpoint with the lowest validation loss.</summary>
    public const string BestFileName = "best.safetensors";

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    /// <summary>Writes the state; the former checkpoint stays until the new one is whole.</summary>
    /// <exception cref="IOException">It cannot be written; one sentence, and the former checkpoint is untouched.</exception>
    public static void Write(string path, FlatAdam optimizer, NetworkConfiguration network, CheckpointState state)
    {
        SafetensorsArray Array(string name, Tensor tensor) => new(name, [tensor.numel()], ToArray(tensor));
        try
        {
            SafetensorsFile.Write(
                path,
                [
                    Array("weights", optimizer.Weights), Array("average", optimizer.Average),
                    Array("first", optimizer.First), Array("second", optimizer.Second),
                ],
                SafetensorsType.F32,
                new Dictionary<string, string>
                {
                    ["iteration"] = optimizer.Steps.ToString(),
                    ["state"] = JsonSerializer.Serialize(state, Json),
                    ["network"] = JsonSerializer.Serialize(network, Json),
                });
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            string former = File.Exists(path) ? "the former one is kept, make room and give --resume to go on" : "there is none yet, make room and begin anew";
            throw new IOException($"The checkpoint of iteration {optimizer.Steps} cannot be written ({e.Message.TrimEnd('.')}); {former}.", e);
        }
    }

    /// <summary>Reads a state into an optimizer.</summary>
    /// <exception cref="ModelException">The file is damaged or belongs to another network.</exception>
    public static CheckpointState Read(string path, FlatAdam optimizer, NetworkConfiguration network)
    {
        (IReadOnlyList<SafetensorsArray> arrays, IReadOnlyDictionary<string, string> metadata) = SafetensorsFile.Read(path);
        NetworkConfiguration? saved = metadata.TryGetValue("network", out string? json)
            ? JsonSerializer.Deserialize<NetworkConfiguration>(json, Json) : null;
        if (!network.Equals(saved) || !metadata.TryGetValue("iteration", out string? iteration))
        {
            throw new ModelException(
                $"The checkpoint '{path}' is of network '{saved?.Tier ?? "unknown"}' with other layers than '{network.Tier}' as asked for; "
                + "give the run folder of that network or start a new one.");
        }

        using IDisposable noGradient = no_grad();
        foreach (SafetensorsArray array in arrays)
        {
            Tensor target = array.Name switch
            {
                "weights" => optimizer.Weights,
                "average" => optimizer.Average,
                "first" => optimizer.First,
                "second" => optimizer.Second,
                _ => throw new ModelException($"The checkpoint '{path}' holds '{array.Name}', which no checkpoint has; start a new run."),
            };
            if (array.Values.Length != target.numel())
            {
                throw new ModelException($"The checkpoint '{path}' has {array.Values.Length} values of '{array.Name}', not {target.numel()}.");
            }

            using Tensor values = tensor(array.Values);
            target.copy_(values);
        }

        optimizer.Steps = int.Parse(iteration);
        return metadata.TryGetValue("state", out string? state) ? JsonSerializer.Deserialize<CheckpointState>(state, Json)! : new CheckpointState();
    }

    /// <summary>Reads the average of weights and the number of iterations.</summary>
    /// <exception cref="ModelException">The file is damaged or no checkpoint.</exception>
    public static (float[] Average, int Iterations) ReadAverage(string path)
    {
        (IReadOnlyList<SafetensorsArray> arrays, IReadOnlyDictionary<string, string> metadata) = SafetensorsFile.Read(path);
        float[]? average = arrays.FirstOrDefault(a => a.Name == "average")?.Values;
        return average is not null && metadata.TryGetValue("iteration", out string? iteration)
            ? (average, int.Parse(iteration))
            : throw new ModelException($"'{path}' is no checkpoint of a training run; give a run folder.");
    }

    /// <summary>The values of a tensor.</summary>
    public static float[] ToArray(Tensor tensor)
    {
        using Tensor cpu = tensor.detach().cpu().contiguous();
        return MemoryMarshal.Cast<byte, float>(cpu.bytes).ToArray();
    }
}
