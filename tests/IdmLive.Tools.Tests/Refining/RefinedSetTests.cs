using IdmLive.Pipeline.Restoring;
using IdmLive.Tools.Refining;
using IdmLive.Training.Data;
using IdmLive.Training.Tests.Intrinsic;

namespace IdmLive.Tools.Tests.Refining;

public sealed class RefinedSetTests : IDisposable
{
    private static readonly QualityMeasure Structure = new("structure", HigherIsBetter: true, StructuralQuality.Measure);
    private readonly FacesFixture _whole = new();
    private readonly FacesFixture _broken = new();

    public void Dispose()
    {
        _whole.Dispose();
        _broken.Dispose();
    }

    [Fact]
    public void Interrupted_set_ends_as_an_uninterrupted_one()
    {
        IReadOnlyList<GateDecision> decisions = Complete(_whole, new SharpeningRestorer(FacesFixture.Size, 0, new()), default);
        using CancellationTokenSource stop = new();
        Assert.Throws<OperationCanceledException>(() => Complete(_broken, new SharpeningRestorer(FacesFixture.Size, 5, stop), stop.Token));
        Assert.False(File.Exists(Path.Join(_broken.Run, "gate.jsonl")));
        File.AppendAllText(Path.Join(_broken.Run, "gate.part.jsonl"), "{\"picture\":\"5.png\",\"refi");
        SharpeningRestorer rest = new(FacesFixture.Size, 0, new());
        Complete(_broken, rest, default);
        Assert.Equal(_whole.Crops.Count - 5, rest.Calls);
        Assert.Equal(Files(_whole), Files(_broken));
        Assert.Contains(decisions, d => d.Refined);
        Assert.Contains(decisions, d => !d.Refined);
    }

    [Fact]
    public void Kept_original_is_its_own_target_and_a_refined_one_is_not()
    {
        IReadOnlyList<GateDecision> decisions = Complete(_whole, new SharpeningRestorer(FacesFixture.Size, 0, new()), default);
        CropSet targets = CropTargets.Read(Path.Join(_whole.Run, "targets"), _whole.Crops);
        for (int i = 0; i < decisions.Count; i++)
        {
            Assert.Equal(!decisions[i].Refined, targets[i].SequenceEqual(_whole.Crops[i]));
            Assert.Equal(!decisions[i].Refined, decisions[i].Reasons.Count > 0);
        }
    }

    [Fact]
    public void Finished_set_is_not_made_again()
    {
        Complete(_whole, new SharpeningRestorer(FacesFixture.Size, 0, new()), default);
        Complete(_whole, null, default);
    }

    [Fact]
    public void Set_of_other_pictures_is_refused()
    {
        Complete(_whole, new SharpeningRestorer(FacesFixture.Size, 0, new()), default);
        CropSet other = CropSet.FromMemory(FacesFixture.Size, [("new.png", _whole.Crops[0].ToArray())]);
        ArgumentException e = Assert.Throws<ArgumentException>(
            () => RefinedSet.Complete(_whole.Run, other, () => throw new InvalidOperationException(), Gate, 7, _ => { }, default));
        Assert.Contains("another folder", e.Message);
    }

    [Fact]
    public void Targets_of_no_crop_are_one_sentence()
    {
        Assert.Contains("no folder", Assert.Throws<ArgumentException>(() => CropTargets.Read(Path.Join(_whole.Run, "nowhere"), _whole.Crops)).Message);
        Assert.Contains("None of the 12", Assert.Throws<ArgumentException>(() => CropTargets.Read(_whole.Run, _whole.Crops)).Message);
    }

    private static IReadOnlyList<GateDecision> Complete(FacesFixture faces, IFaceRestorer? restorer, CancellationToken cancellation) =>
        RefinedSet.Complete(faces.Run, faces.Crops, () => restorer ?? throw new InvalidOperationException("made again"), Gate, 7, _ => { }, cancellation);

    // Sharpening drawn edges rings and clips; this line of saturation lies in the midst of the twelve pictures.
    private static RefinementGate Gate() => new(new GateLimits { LowFrequency = 10, Overshoot = 1, Saturated = .04 }, [Structure], faces: false);

    private static List<string> Files(FacesFixture faces) =>
        [.. Directory.EnumerateFiles(faces.Run, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal)
            .Select(f => $"{Path.GetRelativePath(faces.Run, f)} {Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(File.ReadAllBytes(f)))}")];
}
