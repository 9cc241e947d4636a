namespace IdmLive.Pipeline.Restoring;

/// <summary>
/// Decides how much of a restoration may be taken, so that what is clean stays as it is and nobody gets another person's face. One thread.
/// </summary>
public interface IFaceGuard : IDisposable
{
    /// <summary>Judges a restored face; may take parts of it back.</summary>
    /// <param name="face">The face; <see cref="StreamFace.Restored"/> may be changed.</param>
    /// <param name="result">How it was made.</param>
    /// <returns>0 for nothing of it, 1 for all.</returns>
    double Judge(in StreamFace face, in StreamResult result);
}
