namespace IdmLive.Tools.Evaluation;

/// <summary>Authenticity (IDM eq. 2 and 3) of a model with one number of steps, means over the faces.</summary>
/// <param name="Steps">Network calls of one application.</param>
/// <param name="Faces">Number of faces.</param>
/// <param name="Twice">f(f(y)) against f(y).</param>
/// <param name="Clean">f(x) against x.</param>
/// <param name="Curve">What becomes of a face over repeated applications.</param>
public sealed record Authenticity(int Steps, int Faces, ClosenessFigures Twice, ClosenessFigures Clean, AuthenticityCurve Curve);

/// <summary>Repeated application, means over some of the faces; the first point of each list is one application.</summary>
/// <param name="Faces">Number of faces.</param>
/// <param name="FromOnce">f^n(y) against f(y): how far it drifts; the first point is f(y) against itself.</param>
/// <param name="FromTruth">f^n(y) against the truth x: whether it gets worse (eq. 3).</param>
/// <param name="CleanFromTruth">f^n(x) against x.</param>
public sealed record AuthenticityCurve(
    int Faces, IReadOnlyList<ClosenessFigures> FromOnce, IReadOnlyList<ClosenessFigures> FromTruth, IReadOnlyList<ClosenessFigures> CleanFromTruth);
