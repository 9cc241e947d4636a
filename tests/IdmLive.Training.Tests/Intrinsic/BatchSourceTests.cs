using IdmLive.Training.Data;
using IdmLive.Training.Degradation;
using IdmLive.Training.Intrinsic;

namespace IdmLive.Training.Tests.Intrinsic;

public sealed class BatchSourceTests : IDisposable
{
    private readonly FacesFixture _faces = new();

    public void Dispose() => _faces.Dispose();

    [Fact]
    public void Batches_depend_on_seed_and_number_alone()
    {
        using BatchSource first = Create(1).Start(0), later = Create(1).Start(5);
        for (int i = 0; i < 5; i++)
        {
            first.Take();
        }

        PatchBatch a = first.Take(), b = later.Take();
        Assert.Equal(a.Clean, b.Clean);
        Assert.Equal(a.Degraded, b.Degraded);
    }

    [Fact]
    public void Batches_and_seeds_differ_from_each_other()
    {
        using BatchSource source = Create(1), other = Create(2);
        PatchBatch a = source.Draw(0), b = source.Draw(1), c = other.Draw(0);
        Assert.NotEqual(a.Clean, b.Clean);
        Assert.NotEqual(a.Clean, c.Clean);
    }

    [Fact]
    public void Target_and_degraded_patch_share_their_window()
    {
        CropSet negatives = CropSet.FromMemory(
            FacesFixture.Size, Enumerable.Range(0, _faces.Crops.Count).Select(i => ($"{i}.png", Negative(_faces.Crops[i].ToArray()))));
        using BatchSource plain = Create(1);
        using BatchSource refined = new(_faces.Crops, [.. Enumerable.Range(0, _faces.Crops.Count)], DegradationRecipe.Equation11(FacesFixture.Size), _faces.Options with { Seed = 1 }, negatives);
        for (int n = 0; n < 10; n++)
        {
            PatchBatch a = plain.Draw(n), b = refined.Draw(n);
            Assert.Equal(a.Degraded, b.Degraded);
            Assert.Equal(Negative(a.Clean), b.Clean);
        }

        static byte[] Negative(byte[] pixels) => [.. pixels.Select(p => (byte)(255 - p))];
    }

    [Fact]
    public void Eyes_get_another_colour_before_they_are_degraded_and_only_where_that_is_asked()
    {
        CropSet grey = CropSet.FromMemory(FacesFixture.Size, [("0.png", [.. Enumerable.Repeat((byte)120, FacesFixture.Size * FacesFixture.Size * 3)])]);
        DegradationRecipe nothing = new() { Name = "nothing", CropSize = FacesFixture.Size, Stages = [] };
        TrainOptions options = _faces.Options with { Patch = FacesFixture.Size };
        using BatchSource plain = new(grey, [0], nothing, options), tinted = new(grey, [0], nothing, options with { EyeTint = .5, Recursion = .1 });
        Assert.All(plain.Draw(0).Clean, p => Assert.Equal(120, p));
        int changed = 0;
        for (int n = 0; n < 20; n++)
        {
            PatchBatch batch = tinted.Draw(n);
            Assert.Equal(batch.Clean, batch.Degraded);
            Assert.Equal(batch.Clean, batch.Earlier);
            changed += batch.Clean.Chunk(batch.Clean.Length / batch.Count).Count(face => face.Any(p => p != 120));
        }

        Assert.InRange(changed, 10, 30);
    }

    [Fact]
    public void Targets_of_another_number_are_one_sentence()
    {
        CropSet few = CropSet.FromMemory(FacesFixture.Size, [("0.png", _faces.Crops[0].ToArray())]);
        ArgumentException e = Assert.Throws<ArgumentException>(
            () => new BatchSource(_faces.Crops, [0], DegradationRecipe.Equation11(FacesFixture.Size), _faces.Options, few));
        Assert.Contains("1 targets", e.Message);
    }

    [Fact]
    public void Degraded_patch_shows_the_same_place_as_the_clean_one()
    {
        using BatchSource source = Create(1);
        for (int n = 0; n < 10; n++)
        {
            PatchBatch batch = source.Draw(n);
            double own = Difference(batch.Clean, batch.Degraded, 0), shifted = Difference(batch.Clean, batch.Degraded, 6 * 3);
            Assert.True(own < shifted, $"batch {n}: {own} against {shifted} six pixels aside");
        }
    }

    private static double Difference(byte[] a, byte[] b, int shift) =>
        Enumerable.Range(0, a.Length - shift).Average(i => (double)(a[i] - b[i + shift]) * (a[i] - b[i + shift]));

    private BatchSource Create(int seed) => new(
        _faces.Crops, [.. Enumerable.Range(0, _faces.Crops.Count)], DegradationRecipe.Equation11(FacesFixture.Size), _faces.Options with { Seed = seed });
}
