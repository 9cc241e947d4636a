using IdmLive.Diffusion.Models;
using IdmLive.Diffusion.Restoring;
using IdmLive.Diffusion.Tests.Models;
using IdmLive.Pipeline.Restoring;
using OpenCvSharp;
using Tensor = TorchSharp.torch.Tensor;

namespace IdmLive.Diffusion.Tests.Restoring;

public sealed class DiffusionRestorerPeopleTests : IDisposable
{
    private const int Size = 64;
    private static readonly string?[] Names = [null, "Anna", "Ben", "somebody"];
    private readonly PeopleFixture _fixture = new(Size);
    private readonly DrawnCrops _crops = new(Size);

    public void Dispose()
    {
        _crops.Dispose();
        _fixture.Dispose();
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public void Each_face_of_a_picture_gets_its_own_parameters_and_all_others_the_models(int steps)
    {
        using DiffusionRestorer restorer = Create(_fixture.General, steps, _fixture.People);
        FaceCrop[] crops = [.. Names.Select((name, i) => new FaceCrop(_crops.Draw(i + 1), i, name))];
        Mat[] restored = [.. crops.Select(_ => _crops.Empty())];
        restorer.Restore(crops, restored);
        ModelPackage[] models = [_fixture.General, _fixture.Anna, _fixture.Ben, _fixture.General];
        for (int i = 0; i < crops.Length; i++)
        {
            using DiffusionRestorer alone = Create(models[i], steps);
            Mat expected = _crops.Empty();
            alone.Restore([crops[i] with { Person = null }], [expected]);
            Assert.InRange(Cv2.Norm(expected, restored[i], NormTypes.INF), 0, 1);
        }
    }

    [Fact]
    public void Parameters_of_people_give_other_pictures_of_the_same_crop()
    {
        using DiffusionRestorer restorer = Create(_fixture.General, 1, _fixture.People);
        Mat crop = _crops.Draw(1);
        Mat[] restored = [_crops.Empty(), _crops.Empty(), _crops.Empty()];
        restorer.Restore([.. Names.Take(3).Select(n => new FaceCrop(crop, 5, n))], restored);
        Assert.True(Cv2.Norm(restored[0], restored[1], NormTypes.INF) > 10);
        Assert.True(Cv2.Norm(restored[0], restored[2], NormTypes.INF) > 10);
        Assert.True(Cv2.Norm(restored[1], restored[2], NormTypes.INF) > 10);
    }

    [Fact]
    public void The_order_of_the_faces_does_not_matter()
    {
        using DiffusionRestorer restorer = Create(_fixture.General, 4, _fixture.People);
        FaceCrop[] crops = [.. Names.Select((name, i) => new FaceCrop(_crops.Draw(i + 1), i, name))];
        Mat[] first = [.. crops.Select(_ => _crops.Empty())], second = [.. crops.Select(_ => _crops.Empty())];
        restorer.Restore(crops, first);
        int[] order = [2, 0, 3, 1];
        restorer.Restore([.. order.Select(i => crops[i])], [.. order.Select(i => second[i])]);
        for (int i = 0; i < crops.Length; i++)
        {
            Assert.InRange(Cv2.Norm(first[i], second[i], NormTypes.INF), 0, 1);
        }
    }

    [Fact]
    public void Where_nobody_is_matched_the_bits_are_those_of_a_restorer_without_people()
    {
        using DiffusionRestorer with = Create(_fixture.General, 4, _fixture.People), without = Create(_fixture.General, 4);
        FaceCrop[] crops = [.. Enumerable.Range(1, 3).Select(i => new FaceCrop(_crops.Draw(i), i))];
        Mat[] a = [_crops.Empty(), _crops.Empty(), _crops.Empty()], b = [_crops.Empty(), _crops.Empty(), _crops.Empty()];
        with.Restore(crops, a);
        without.Restore(crops, b);
        Assert.All(Enumerable.Range(0, 3), i => Assert.Equal(0, Cv2.Norm(a[i], b[i], NormTypes.INF)));
    }

    [Fact]
    public void No_tensor_is_left_over_whoever_is_in_the_picture()
    {
        long start = Tensor.TotalCount;
        DiffusionRestorer restorer = Create(_fixture.General, 4, _fixture.People);
        Mat[] crops = [.. Names.Select((_, i) => _crops.Draw(i))], restored = [.. Names.Select(_ => _crops.Empty())];
        Call(4);
        Call(2);
        long before = Tensor.TotalCount;
        for (int i = 0; i < 8; i++)
        {
            Call(4 - (2 * (i % 2)));
        }

        // The buffer for bytes is kept, and made anew for another number of faces: one, whichever that is.
        Assert.Equal(before, Tensor.TotalCount);
        restorer.Dispose();
        Assert.Equal(start, Tensor.TotalCount);

        void Call(int n) => restorer.Restore([.. Names.Take(n).Select((name, i) => new FaceCrop(crops[i], i, name))], restored[..n]);
    }

    [Fact]
    public void Parameters_of_another_network_are_refused_with_the_name()
    {
        Dictionary<string, ReadOnlyMemory<float>> few = new() { ["Carla"] = new float[10] };
        ArgumentException e = Assert.Throws<ArgumentException>(() => Create(_fixture.General, 1, few));
        Assert.Contains("'Carla' are 10", e.Message, StringComparison.Ordinal);
        float[] broken = _fixture.General.Parameters.ToArray();
        broken[7] = float.NaN;
        e = Assert.Throws<ArgumentException>(() => Create(_fixture.General, 1, new Dictionary<string, ReadOnlyMemory<float>> { ["Carla"] = broken }));
        Assert.Contains("no numbers", e.Message, StringComparison.Ordinal);
    }

    private static DiffusionRestorer Create(ModelPackage package, int steps, IReadOnlyDictionary<string, ReadOnlyMemory<float>>? people = null) =>
        new(package, new RestorerOptions { Steps = steps, Arithmetic = Arithmetic.Float32, Threads = 1 }, people);
}
