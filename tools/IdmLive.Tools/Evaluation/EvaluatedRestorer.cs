using IdmLive.Pipeline.Restoring;

namespace IdmLive.Tools.Evaluation;

/// <summary>What a restorer is in an evaluation.</summary>
internal enum RestorerRole
{
    /// <summary>The model that is evaluated; its authenticity is measured, too.</summary>
    Model,

    /// <summary>Another network.</summary>
    Peer,

    /// <summary>A method without a network.</summary>
    Floor,
}

/// <summary>A restorer that gets a row.</summary>
/// <param name="Name">Name of the row.</param>
/// <param name="Restorer">It; owned by whoever made it.</param>
/// <param name="Role">What it is.</param>
internal sealed record EvaluatedRestorer(string Name, IFaceRestorer Restorer, RestorerRole Role);
