using IdmLive.Diffusion.Network;
using IdmLive.Diffusion.Schedules;
using IdmLive.Training.Degradation;
using IdmLive.Training.Intrinsic;
using TorchSharp;
using static TorchSharp.torch;

namespace IdmLive.Training.Tests.Intrinsic;

public sealed class MovedViewTests : IDisposable
{
    private readonly FacesFixture _faces = new();

    public void Dispose() => _faces.Dispose();

    [Fact]
    public void A_view_shows_what_lies_where_it_moved_to()
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor picture = rand(2, 3, 48, 64);
        Tensor view = new MovedView(5, -3).Of(picture);
        Assert.Equal(picture.shape, view.shape);
        Assert.True(view.narrow(2, 3, 45).narrow(3, 0, 59).equal(picture.narrow(2, 0, 45).narrow(3, 5, 59)).all().item<bool>());
    }

    [Fact]
    public void What_follows_the_picture_costs_nothing_and_what_stays_where_it_was_costs_its_height()
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor picture = rand(1, 3, 64, 64);
        Tensor mesh = tensor([.. Enumerable.Range(0, 64 * 64).Select(i => (i % 8) < 4 ? .1f : -.1f)], [1, 1, 64, 64]);
        MovedView moved = new(4, 2);
        Assert.Equal(0, moved.Distance(moved.Of(picture), picture).item<float>(), 1e-6f);
        Assert.Equal(.2f, moved.Distance(moved.Of(picture).add(mesh), picture.add(mesh)).item<float>(), 1e-5f);
    }

    [Fact]
    public void Every_move_but_none_is_drawn()
    {
        Random random = new(3);
        HashSet<(int, int)> seen = [.. Enumerable.Range(0, 5000).Select(_ => MovedView.Draw(random)).Select(m => (m.Right, m.Down))];
        Assert.Equal((15 * 15) - 1, seen.Count);
        Assert.DoesNotContain((0, 0), seen);
        Assert.All(seen, m => Assert.True(Math.Abs(m.Item1) <= MovedView.Reach && Math.Abs(m.Item2) <= MovedView.Reach));
    }

    [Fact]
    public void A_network_that_corrects_nothing_pays_nothing_and_one_that_follows_its_blocks_does()
    {
        TrainOptions plain = _faces.Options with { Patch = FacesFixture.Size }, steady = plain with { Steady = 5 };
        ConditionalNetwork network = ConditionalNetwork.Create(NetworkTiers.ByName(plain.Tier));
        float[] untrained = InitialWeights.Create(plain, network);
        Random random = new(8);
        float[] disturbed = [.. untrained.Select(w => w + (.02f * (random.NextSingle() - .5f)))];
        double nothing = 0, something = 0;
        for (int draw = 0; draw < 12; draw++)
        {
            nothing += Math.Abs(Loss(steady, untrained, draw) - Loss(plain, untrained, draw));
            something += Loss(steady, disturbed, draw) - Loss(plain, disturbed, draw);
        }

        Assert.Equal(0, nothing, 1e-5);
        Assert.InRange(something, .01, 100);

        double Loss(TrainOptions options, float[] weights, int draw)
        {
            using DisposeScope scope = NewDisposeScope();
            using IDisposable noGradient = no_grad();
            using BatchSource source = new(_faces.Crops, [0, 1, 2, 3], DegradationRecipe.ByName(options.Recipe, options.FaceSize), options);
            using TrainingObjective objective = new(options, network, new DdpmSchedule(), CPU);
            using Generator generator = new();
            return objective.Loss(FlatParameters.ToTensor(weights), source.Draw(draw), draw, generator).item<float>();
        }
    }
}
