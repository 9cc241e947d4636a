using IdmLive.Pipeline.Session;

namespace IdmLive.Pipeline.People;

/// <summary>The order in which faces are served where there is not enough for all.</summary>
internal static class FaceOrder
{
    /// <summary>Indices of a frame's faces, the largest first.</summary>
    public static int[] LargestFirst(FrameFaces faces) =>
        // The scale goes from image to crop: the largest face has the smallest one.
        [.. Enumerable.Range(0, faces.Tracked.Count).OrderBy(i => faces.Tracked[i].ImageToCrop.Scale)];

    /// <summary>What was made in an order, in the order of the indices.</summary>
    public static IReadOnlyList<T> Restored<T>(IReadOnlyList<T> made, int[] order)
    {
        T[] restored = new T[order.Length];
        for (int i = 0; i < order.Length; i++)
        {
            restored[order[i]] = made[i];
        }

        return restored;
    }
}
