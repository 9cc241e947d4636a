using static IdmLive.Diffusion.Network.ScalarConstants;
using static TorchSharp.torch;

namespace IdmLive.Training.Losses;

/// <summary>
/// The distance of "The Unreasonable Effectiveness of Deep Features as a Perceptual Metric" (Zhang et al. 2018) without its learned weights: at each place the
/// features are made a unit vector, and squared distances are averaged over places and summed over maps. Stateless.
/// </summary>
internal static class UnitFeatures
{
    /// <summary>What is added to the squared length of features: places that are all but silent have no direction worth comparing, and fade out instead of being amplified.</summary>
    public static Tensor Floor(Device device, ScalarType type) => tensor(1e-2f, dtype: type, device: device).DetachFromDisposeScope();

    /// <summary>The distance, in the surrounding dispose scope.</summary>
    /// <param name="got">[n, channels, height, width] each, in the network's number format.</param>
    /// <param name="wanted">The same shapes; without gradient.</param>
    /// <param name="floor">As <see cref="Floor"/> gave it.</param>
    /// <param name="mean">Takes the mean of [n, 1, height, width] over the places; null for a plain one.</param>
    /// <returns>A scalar, 32 bits: 0 for equal maps and less than 4 for each.</returns>
    public static Tensor Distance(IReadOnlyList<Tensor> got, IReadOnlyList<Tensor> wanted, Tensor floor, Func<Tensor, Tensor>? mean = null)
    {
        Tensor? sum = null;
        foreach ((Tensor a, Tensor b) in got.Zip(wanted))
        {
            Tensor difference = Unit(a, floor).sub(Unit(b, floor));
            Tensor places = difference.mul(difference).sum(1, keepdim: true).to_type(ScalarType.Float32);
            Tensor distance = mean is null ? places.mean() : mean(places);
            sum = sum is null ? distance : sum.add(distance, One);
        }

        return sum!;
    }

    private static Tensor Unit(Tensor map, Tensor floor) => map.mul(map.mul(map).sum(1, keepdim: true).add(floor, One).rsqrt());
}
