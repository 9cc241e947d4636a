using IdmLive.Diffusion.Models;
using IdmLive.Diffusion.Network;

namespace IdmLive.Training.Intrinsic;

/// <summary>What a run starts from: drawn by the seed, or another model's weights.</summary>
public static class InitialWeights
{
    /// <summary>Makes the first weights of a run, in the order of the network's layout.</summary>
    /// <exception cref="ModelException">The other model does not fit.</exception>
    public static float[] Create(TrainOptions options, ConditionalNetwork network)
    {
        float[] fresh = network.Layout.CreateStart(options.Seed);
        if (options.Init is null)
        {
            return fresh;
        }

        if (!ModelPackage.IsModel(options.Init))
        {
            (float[] average, _) = Checkpoint.ReadAverage(Path.Join(options.Init, Checkpoint.FileName));
            return average.Length == fresh.Length
                ? average
                : throw new ModelException($"The run '{options.Init}' is of another network than '{options.Tier}' ({average.Length} parameters, not {fresh.Length}).");
        }

        ModelPackage package = ModelPackage.Load(options.Init);
        Dictionary<string, ParameterSlot> theirs = package.Network.Layout.Slots.ToDictionary(s => s.Name);
        foreach (ParameterSlot slot in network.Layout.Slots)
        {
            if (!theirs.TryGetValue(slot.Name, out ParameterSlot? source))
            {
                // A part that the older model lacks starts as it does in a fresh one.
                continue;
            }

            ReadOnlySpan<float> values = package.Parameters.Span.Slice((int)source.Offset, (int)source.Count);
            Span<float> target = fresh.AsSpan((int)slot.Offset, (int)slot.Count);
            if (source.Shape.SequenceEqual(slot.Shape))
            {
                values.CopyTo(target);
            }
            else if (slot.Name == "door.weight" && Rest(source).SequenceEqual(Rest(slot)) && source.Shape[1] < slot.Shape[1])
            {
                // More images at the door: the new ones begin without influence.
                int their = (int)(source.Count / source.Shape[0]), own = (int)(slot.Count / slot.Shape[0]);
                target.Clear();
                for (int o = 0; o < slot.Shape[0]; o++)
                {
                    values.Slice(o * their, their).CopyTo(target.Slice(o * own, own));
                }
            }
            else
            {
                throw new ModelException(
                    $"'{slot.Name}' of '{options.Init}' has shape [{string.Join(", ", source.Shape)}], the network '{options.Tier}' wants [{string.Join(", ", slot.Shape)}]; start from a model of that tier.");
            }
        }

        return fresh;
    }

    private static long[] Rest(ParameterSlot slot) => [slot.Shape[0], .. slot.Shape.Skip(2)];
}
