namespace IdmLive.Training.Degradation.Stages;

/// <summary>One of several lists of stages, by their weights.</summary>
public sealed record ChoiceStage : DegradationStage
{
    /// <summary>The lists, at least one.</summary>
    public required IReadOnlyList<ChoiceBranch> Branches { get; init; }

    /// <inheritdoc/>
    public override DegradationStage Scaled(double factor) =>
        this with { Branches = [.. Branches.Select(b => b with { Stages = [.. b.Stages.Select(s => s.Scaled(factor))] })] };

    /// <inheritdoc/>
    public override void Validate()
    {
        base.Validate();
        if (Branches.Count == 0 || Branches.Any(b => !(b.Weight >= 0 && double.IsFinite(b.Weight))) || !(Branches.Sum(b => b.Weight) > 0))
        {
            throw Fault("the weights of its branches have to be 0 or more, one of them above 0.");
        }

        foreach (DegradationStage stage in Branches.SelectMany(b => b.Stages))
        {
            stage.Validate();
        }
    }

    /// <inheritdoc/>
    protected override void DrawValues(IList<DrawnStage> drawn, Random random)
    {
        double left = random.NextDouble() * Branches.Sum(b => b.Weight);
        foreach (ChoiceBranch branch in Branches)
        {
            left -= branch.Weight;
            if (left < 0)
            {
                foreach (DegradationStage stage in branch.Stages)
                {
                    stage.DrawInto(drawn, random);
                }

                return;
            }
        }
    }
}

/// <summary>A list of stages and how often it is taken.</summary>
public sealed record ChoiceBranch
{
    /// <summary>Weight, 0 or more, against those of the other branches.</summary>
    public required double Weight { get; init; }

    /// <summary>The stages in order; may be empty.</summary>
    public required IReadOnlyList<DegradationStage> Stages { get; init; }
}
