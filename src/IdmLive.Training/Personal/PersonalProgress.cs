namespace IdmLive.Training.Personal;

/// <summary>How far a personal training is.</summary>
/// <param name="Iterations">Optimizer steps done.</param>
/// <param name="Done">Part of the training that is done, 0 to 1.</param>
/// <param name="Left">Time that the rest will take, by what was seen so far.</param>
/// <param name="Loss">Mean loss since the last report.</param>
public readonly record struct PersonalProgress(int Iterations, double Done, TimeSpan Left, double Loss);
