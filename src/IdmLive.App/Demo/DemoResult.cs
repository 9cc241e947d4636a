using IdmLive.App.Restoring;

namespace IdmLive.App.Demo;

/// <summary>What the demo made.</summary>
/// <param name="Restored">The restored clip.</param>
/// <param name="SideBySide">Input to the left, restored clip to the right.</param>
/// <param name="Sheet">The picture sheet.</param>
/// <param name="Run">What the restoring run counted.</param>
/// <param name="Faces">The figures of the face.</param>
internal sealed record DemoResult(string Restored, string SideBySide, string Sheet, RestoreResult Run, FaceComparisonFigures Faces);
