namespace IdmLive.Diffusion.Kernels;

/// <summary>Work in pieces that may be done in any order, at the same time, by several threads.</summary>
internal interface IKernelWork
{
    /// <summary>Does a piece; may not throw.</summary>
    /// <param name="piece">Which one.</param>
    /// <param name="worker">Number of the thread that does it, 0 for the caller: no two do a piece at once under one number.</param>
    void Do(int piece, int worker);
}
