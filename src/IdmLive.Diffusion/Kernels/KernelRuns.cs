using System.Collections.Concurrent;
using IdmLive.Diffusion.Network;

namespace IdmLive.Diffusion.Kernels;

/// <summary>
/// Programs, and memory for their calls, shared by all networks of the process: a line that changes between three sizes and several people needs one
/// arena for each size. Any number of threads.
/// </summary>
internal static class KernelRuns
{
    /// <summary>Idle ones that are kept; each is a few megabytes.</summary>
    private const int MostIdle = 8;

    private static readonly ConcurrentDictionary<NetworkConfiguration, KernelProgram?> Programs = new();
    private static readonly Lock Gate = new();
    private static readonly LinkedList<IKernelRun> Idle = new();

    /// <summary>Whether this processor has registers that kernels are written for.</summary>
    public static bool IsSupported => Lane512.IsSupported || Lane256.IsSupported;

    /// <summary>Columns of the panels that this processor's kernels read.</summary>
    public static int PanelWidth => Lane512.IsSupported ? MatrixKernel.PanelWidth<Lane512>() : MatrixKernel.PanelWidth<Lane256>();

    /// <summary>A network's program, or null where it has none.</summary>
    public static KernelProgram? ProgramOf(ConditionalNetwork network) => Programs.GetOrAdd(network.Configuration, _ => KernelProgram.TryCreate(network));

    /// <summary>Takes what calls a program for images of a size; <see cref="Return"/> it.</summary>
    public static IKernelRun Rent(KernelProgram program, int height, int width)
    {
        lock (Gate)
        {
            for (LinkedListNode<IKernelRun>? node = Idle.Last; node is not null; node = node.Previous)
            {
                if (ReferenceEquals(node.Value.Program, program) && (node.Value.Height, node.Value.Width) == (height, width))
                {
                    Idle.Remove(node);
                    return node.Value;
                }
            }
        }

        return Lane512.IsSupported ? new KernelRun<Lane512>(program, height, width) : new KernelRun<Lane256>(program, height, width);
    }

    /// <summary>Gives it back; the one that was idle longest may go for it.</summary>
    public static void Return(IKernelRun run)
    {
        IKernelRun? surplus = null;
        lock (Gate)
        {
            Idle.AddLast(run);
            if (Idle.Count > MostIdle)
            {
                surplus = Idle.First!.Value;
                Idle.RemoveFirst();
            }
        }

        surplus?.Dispose();
    }
}
