using IdmLive.Tools.Degradation;
using IdmLive.Tools.Training;

namespace IdmLive.Tools.Tests.Training;

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
