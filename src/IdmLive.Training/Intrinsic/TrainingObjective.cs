using IdmLive.Diffusion.Network;
using IdmLive.Diffusion.Sampling;
using IdmLive.Diffusion.Schedules;
using TorchSharp;
using static IdmLive.Diffusion.Network.ScalarConstants;
using static TorchSharp.torch;

namespace IdmLive.Training.Intrinsic;

/// <summary>
/// What a run minimises: eq. 7 (x0 prediction) or eq. 6 (noise prediction) with p = 1 or 2, and the further terms of its
/// <see cref="LossTerms"/>. Part of the batches are met as the live recursion meets them: x_t and the third image come from the
/// model's own result for the frame before; another part as the later calls of a chain meet them: x_t comes from the model's own calls
/// before; another asks for the model's own results back unchanged. One thread.
/// </summary>
public sealed class TrainingObjective : IDisposable
{
    /// <summary>Levels of the live recursion's single call: clean enough to keep what is known, noisy enough to forget mistakes.</summary>
    private static readonly double[] WarmLevels = [.2, .5];

    /// <summary>Part of the batches that <see cref="TrainOptions.Steady"/> takes its term from: it costs a call more.</summary>
    private const double SteadyPart = .3;

    private readonly TrainOptions _options;
    private readonly ConditionalNetwork _network;
    private readonly INoiseSchedule _schedule;
    private readonly LevelDraw _levels;
    private readonly LossTerms _terms;
    private readonly Func<Tensor, IReadOnlyList<Tensor>> _parameters;
    private readonly Scalar _startY;
    private readonly Scalar _startNoise;
    private readonly SamplingPlan[] _plans;
    private readonly SamplingPlan[] _chains;
    private readonly Scalar _steadyWeight;

    /// <summary>Prepares the objective.</summary>
    /// <param name="options">Checked.</param>
    /// <param name="network">The network.</param>
    /// <param name="schedule">Its schedule.</param>
    /// <param name="device">Where everything lies.</param>
    /// <param name="parameters">
    /// The network's parameters in 32 bits as they follow from what is trained, in the surrounding dispose scope; null where the parameters themselves are trained.
    /// </param>
    public TrainingObjective(
        TrainOptions options, ConditionalNetwork network, INoiseSchedule schedule, Device device, Func<Tensor, IReadOnlyList<Tensor>>? parameters = null)
    {
        (_options, _network, _schedule, Device) = (options, network, schedule, device);
        _levels = new LevelDraw(schedule, options.Steps, options.Jitter);
        _terms = new LossTerms(options, network.Configuration.Lattice, device);
        _parameters = parameters ?? (flat => FlatParameters.Split(_network.Layout, flat.to_type(Type)));
        ForwardWeights start = schedule.Start(schedule.Levels(1)[0]);
        (_startY, _startNoise) = (Keep(start.Y), Keep(start.Noise));
        _plans = [.. options.Steps.Select(k => new SamplingPlan(schedule, schedule.Levels(k), SamplerKind.Ancestral))];
        _chains = [.. _plans.Where(p => p.Steps.Count > 1)];
        _steadyWeight = Keep(options.Steady);
    }

    /// <summary>Where everything lies.</summary>
    public Device Device { get; }

    /// <summary>The loss of one batch.</summary>
    /// <param name="flat">What is trained, in one dimension.</param>
    /// <param name="batch">The batch.</param>
    /// <param name="draw">Number that all that is random here follows from, with the run's seed.</param>
    /// <param name="generator">Seeded here.</param>
    /// <returns>A tensor of no dimension, in the surrounding dispose scope.</returns>
    public Tensor Loss(Tensor flat, PatchBatch batch, int draw, Generator generator)
    {
        Random random = new(BatchSource.HashCode(_options.Seed, draw, -1));
        generator.manual_seed(random.NextInt64());
        Tensor x = ToImages(batch.Clean, batch), y = ToImages(batch.Degraded, batch);
        IReadOnlyList<Tensor> parameters = Split(flat);
        bool isAgain = _options.Again > 0 && random.NextDouble() < _options.Again;
        if (isAgain)
        {
            x = y = Restored(parameters, y, batch, random, generator);
        }

        if (!isAgain && _options.Chain > 0 && random.NextDouble() < _options.Chain)
        {
            SamplingPlan plan = _chains[random.Next(_chains.Length)];
            int step = 1 + random.Next(plan.Steps.Count - 1);
            Tensor reached = Reached(parameters, y, batch, plan, step, generator);
            Tensor later = Predict(parameters, reached, y, y, plan.Steps[step].Condition, batch.Places);
            return _terms.Of(later, x, isLater: true, random);
        }

        Mixture mixture = DrawMixture(batch.Count, isAgain ? 0 : _options.Recursion, random);
        Tensor previous = y, from = x;
        if (mixture.Recurs)
        {
            Tensor own = Earlier(parameters, batch, random, generator);
            Tensor keep = tensor(mixture.Keep, [batch.Count, 1, 1, 1], device: Device);
            previous = y.lerp(own, keep);
            from = x.lerp(own, keep);
        }

        Tensor noise = Noise(x, generator);
        Tensor xt = from.mul(Column(mixture.X)).addcmul_(y, Column(mixture.Y), One).addcmul_(noise, Column(mixture.Noise), One);
        Tensor output = Call(parameters, xt, y, previous, tensor(mixture.Condition, device: Device), batch.Places);
        if (_options.Prediction == Prediction.Noise)
        {
            return _options.Norm == 1 ? nn.functional.l1_loss(output, noise) : nn.functional.mse_loss(output, noise);
        }

        Tensor x0 = output.add(y, One);
        Tensor loss = _terms.Of(x0, x, isLater: false, random);
        if (_options.Steady > 0 && random.NextDouble() < SteadyPart)
        {
            MovedView moved = MovedView.Draw(random);
            Tensor movedY = moved.Of(y), movedOutput = Call(parameters, moved.Of(xt), movedY, moved.Of(previous), tensor(mixture.Condition, device: Device), batch.Places);
            loss = loss.add(moved.Distance(movedOutput.add(movedY, One), x0.detach()), _steadyWeight);
        }

        return loss;

        Tensor Column(float[] values) => tensor(values, [batch.Count, 1, 1, 1], device: Device);
    }

    /// <summary>Parameters as the network takes them, in the arithmetic of the run.</summary>
    /// <param name="flat">What is trained.</param>
    public IReadOnlyList<Tensor> Split(Tensor flat) => [.. _parameters(flat).Select(p => p.to_type(Type))];

    /// <summary>x0_hat for a chain's step: <c>y + r</c>, or eq. 5 solved for x where the network predicts the noise.</summary>
    public Tensor Predict(IReadOnlyList<Tensor> parameters, Tensor xt, Tensor y, Tensor previous, double sqrtAbar, IReadOnlyList<PatchPlace> places)
    {
        Tensor condition = tensor(Enumerable.Repeat((float)sqrtAbar, places.Count).ToArray(), device: Device);
        Tensor output = Call(parameters, xt, y, previous, condition, places);
        if (_options.Prediction == Prediction.X0)
        {
            return output.add(y, One);
        }

        Tensor noisePart = tensor((float)Math.Sqrt(1 - (sqrtAbar * sqrtAbar)), device: Device);
        return xt.sub(output.mul(noisePart)).div(tensor((float)sqrtAbar, device: Device));
    }

    /// <summary>[batch, size, size, 3] BGR bytes as [batch, 3, size, size] RGB in -1..1; the strides are channels-last.</summary>
    public Tensor ToImages(byte[] bytes, PatchBatch batch) => ToImages(bytes, batch.Count, batch.Size, Device);

    /// <inheritdoc cref="ToImages(byte[], PatchBatch)"/>
    public static Tensor ToImages(byte[] bytes, int count, int size, Device device)
    {
        using Tensor raw = tensor(bytes, [count, size, size, 3], dtype: ScalarType.Byte);
        return raw.to(device).flip(3).to_type(ScalarType.Float32).mul_(ByteToUnit).add_(MinusOne, One).permute(0, 3, 1, 2);
    }

    /// <summary>Unit normal noise like x; drawn on the processor whatever the device, so that a seed means the same everywhere.</summary>
    public Tensor Noise(Tensor x, Generator generator) => randn(x.shape, generator: generator).to(Device);

    /// <inheritdoc/>
    public void Dispose()
    {
        _terms.Dispose();
        Array.ForEach(_plans, p => p.Dispose());
        _steadyWeight.Dispose();
        _startY.Dispose();
        _startNoise.Dispose();
    }

    private ScalarType Type => _options.BFloat16 ? ScalarType.BFloat16 : ScalarType.Float32;

    private Tensor Call(
        IReadOnlyList<Tensor> parameters, Tensor xt, Tensor y, Tensor previous, Tensor condition, IReadOnlyList<PatchPlace> places)
    {
        return _network.Forward(parameters, _network.Join(xt, y, previous).to_type(Type), condition, places).to_type(ScalarType.Float32);
    }

    private Mixture DrawMixture(int count, double recursion, Random random)
    {
        bool recurs = random.NextDouble() < recursion;
        Mixture mixture = new(recurs, count);
        for (int i = 0; i < count; i++)
        {
            double level = _levels.Next(random);
            if (recurs && random.NextDouble() >= _options.PreviousDropout)
            {
                mixture.Keep[i] = 1;
                level = WarmLevels[random.Next(WarmLevels.Length)];
            }

            ForwardWeights w = _schedule.Forward(level);
            (mixture.Condition[i], mixture.X[i], mixture.Y[i], mixture.Noise[i]) =
                ((float)_schedule.Condition(level), (float)w.X, (float)w.Y, (float)w.Noise);
        }

        return mixture;
    }

    /// <summary>
    /// The model's own result for the frame before, one or two frames deep, moved by what optical flow leaves over: the previous
    /// image as the live recursion will see it. No gradient.
    /// </summary>
    private Tensor Earlier(IReadOnlyList<Tensor> parameters, PatchBatch batch, Random random, Generator generator)
    {
        using IDisposable noGradient = no_grad();
        using DisposeScope scope = NewDisposeScope();
        Tensor[] frozen = [.. parameters.Select(p => p.detach())];
        Tensor y = ToImages(batch.Earlier, batch);
        Tensor xt = Noise(y, generator).mul_(_startNoise).add_(y, _startY);
        Tensor p = Predict(frozen, xt, y, y, _schedule.Condition(_schedule.Levels(1)[0]), batch.Places).clamp_(MinusOne, One);
        if (random.NextDouble() < _options.Unroll)
        {
            p = PreviousFrame.Disturb(p, random, generator);
            double level = WarmLevels[random.Next(WarmLevels.Length)];
            ForwardWeights w = _schedule.Forward(level);
            xt = p.mul(tensor((float)w.X, device: Device)).addcmul_(y, tensor((float)w.Y, device: Device), One)
                .addcmul_(Noise(y, generator), tensor((float)w.Noise, device: Device), One);
            p = Predict(frozen, xt, y, p, _schedule.Condition(level), batch.Places).clamp_(MinusOne, One);
        }

        return PreviousFrame.Disturb(p, random, generator).MoveToOuterDisposeScope();
    }

    /// <summary>
    /// The model's own results, rounded as a picture rounds them, at one of the run's numbers of calls: what a second restoring gets.
    /// To give them back as they are is what "restoring twice changes nothing" asks. No gradient.
    /// </summary>
    private Tensor Restored(IReadOnlyList<Tensor> parameters, Tensor y, PatchBatch batch, Random random, Generator generator)
    {
        using IDisposable noGradient = no_grad();
        SamplingPlan plan = _plans[random.Next(_plans.Length)];
        using Tensor result = Sampler.Sample(Frozen(parameters, y, batch, plan), y, _ => Noise(y, generator), plan);
        return result.add(One, One).mul_(UnitToByte).round_().mul_(ByteToUnit).add_(MinusOne, One);
    }

    /// <summary>x_t as the model's own calls before leave it to a later call of a chain: with the errors that a mixture of the true x and noise does not have. No gradient.</summary>
    private Tensor Reached(IReadOnlyList<Tensor> parameters, Tensor y, PatchBatch batch, SamplingPlan plan, int step, Generator generator)
    {
        using IDisposable noGradient = no_grad();
        return Sampler.Reach(Frozen(parameters, y, batch, plan), y, _ => Noise(y, generator), plan, step);
    }

    private Denoiser Frozen(IReadOnlyList<Tensor> parameters, Tensor y, PatchBatch batch, SamplingPlan plan)
    {
        Tensor[] frozen = [.. parameters.Select(p => p.detach())];
        return (xt, step) =>
        {
            using DisposeScope scope = NewDisposeScope();
            return Predict(frozen, xt, y, y, plan.Steps[step].Condition, batch.Places).MoveToOuterDisposeScope();
        };
    }

    /// <summary>What was drawn for each sample of a batch.</summary>
    private sealed record Mixture(bool Recurs, int Count)
    {
        public float[] Keep { get; } = new float[Count];

        public float[] Condition { get; } = new float[Count];

        public float[] X { get; } = new float[Count];

        public float[] Y { get; } = new float[Count];

        public float[] Noise { get; } = new float[Count];
    }
}
