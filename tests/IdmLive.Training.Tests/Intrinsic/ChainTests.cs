using IdmLive.Diffusion.Network;
using IdmLive.Diffusion.Sampling;
using IdmLive.Diffusion.Schedules;
using IdmLive.Training.Degradation;
using IdmLive.Training.Intrinsic;
using TorchSharp;
using static TorchSharp.torch;

namespace IdmLive.Training.Tests.Intrinsic;

/// <summary>The part of training that meets a chain's later calls as the chain itself comes to them.</summary>
public sealed class ChainTests : IDisposable
{
    private readonly FacesFixture _faces = new();

    public void Dispose() => _faces.Dispose();

    [Fact]
    public void A_batch_of_a_chain_costs_what_the_later_call_is_away_from_the_truth_after_the_chains_own_calls()
    {
        // With all batches of that kind and two calls there is one later call.
        TrainOptions options = _faces.Options with { Tier = NetworkTiers.Live.Tier, Steps = [2], Chain = .9999 };
        ConditionalNetwork network = ConditionalNetwork.Create(NetworkTiers.ByName(options.Tier));
        DdpmSchedule schedule = new();
        using DisposeScope scope = NewDisposeScope();
        using IDisposable noGradient = no_grad();
        using BatchSource source = new(_faces.Crops, [0, 1, 2, 3], DegradationRecipe.ByName(options.Recipe, options.FaceSize), options);
        using TrainingObjective objective = new(options, network, schedule, CPU);
        using Generator generator = new();
        PatchBatch batch = source.Draw(3);
        float[] weights = InitialWeights.Create(options, network);
        Random random = new(8);
        Tensor flat = FlatParameters.ToTensor(weights.Select(w => w + (.01f * (random.NextSingle() - .5f))).ToArray());
        float loss = objective.Loss(flat, batch, draw: 5, generator).item<float>();

        // The same draws: the seed of the noise is the first of the batch's numbers.
        Random draws = new(BatchSource.HashCode(options.Seed, 5, -1));
        generator.manual_seed(draws.NextInt64());
        Tensor x = objective.ToImages(batch.Clean, batch), y = objective.ToImages(batch.Degraded, batch);
        IReadOnlyList<Tensor> parameters = objective.Split(flat);
        using SamplingPlan plan = new(schedule, schedule.Levels(2), SamplerKind.Ancestral);
        Tensor Call(Tensor xt, int step) => objective.Predict(parameters, xt, y, y, plan.Steps[step].Condition, batch.Places);
        Tensor reached = Sampler.Reach(Call, y, _ => objective.Noise(y, generator), plan, 1);
        Assert.Equal(nn.functional.l1_loss(Call(reached, 1), x).item<float>(), loss, 1e-6);
        Assert.NotEqual(nn.functional.l1_loss(Call(Sampler.Reach(Call, y, _ => objective.Noise(y, generator), plan, 0), 0), x).item<float>(), loss, 1e-4);
    }

    [Fact]
    public void A_chain_is_what_it_reached_and_its_last_call()
    {
        using DisposeScope scope = NewDisposeScope();
        DdpmSchedule schedule = new();
        using SamplingPlan plan = new(schedule, schedule.Levels(4), SamplerKind.Ancestral);
        Tensor y = rand(1, 3, 8, 8).sub(tensor(.5f));
        Tensor[] noise = [.. Enumerable.Range(0, 4).Select(_ => randn(1, 3, 8, 8))];
        List<int> calls = [];
        Tensor Denoise(Tensor xt, int step)
        {
            calls.Add(step);
            return xt.mul(tensor(.3f)).add(y);
        }

        Tensor whole = Sampler.Sample(Denoise, y, i => noise[i], plan);
        Tensor reached = Sampler.Reach(Denoise, y, i => noise[i], plan, 3);
        Assert.Equal([0, 1, 2, 3, 0, 1, 2], calls);
        Assert.Equal(whole.data<float>().ToArray(), Denoise(reached, 3).clamp(ScalarConstants.MinusOne, ScalarConstants.One).data<float>().ToArray());
    }

    [Theory]
    [InlineData(1, null, "chain is 1")]
    [InlineData(-.5, null, "chain is -0.5")]
    [InlineData(0, 2.0, "chain is 0; give chain a part")]
    [InlineData(.2, -1.0, "perceptual-later is -1")]
    public void Values_out_of_range_are_refused(double part, double? later, string sentence) =>
        Assert.Contains(sentence, Assert.Throws<ArgumentException>((_faces.Options with { Chain = part, PerceptualLater = later }).Validate).Message, StringComparison.Ordinal);

    [Fact]
    public void A_model_of_one_call_has_no_later_ones() =>
        Assert.Contains("above 1", Assert.Throws<ArgumentException>((_faces.Options with { Chain = .2, Steps = [1] }).Validate).Message, StringComparison.Ordinal);
}
