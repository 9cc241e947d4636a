using IdmLive.Diffusion.Models;

namespace IdmLive.Diffusion.Restoring;

/// <summary>What a restorer asks of the parameters of enrolled people before it takes them.</summary>
internal static class PersonalParameters
{
    /// <summary>Refuses parameters that do not belong to a model, before anything is folded.</summary>
    /// <param name="package">The model.</param>
    /// <param name="people">Each person's parameters, merged, in the order of the network's layout; null for nobody.</param>
    /// <returns>The same, never null.</returns>
    /// <exception cref="ArgumentException">There are too few or too many values, or some that are no numbers; one sentence.</exception>
    public static IReadOnlyDictionary<string, ReadOnlyMemory<float>> Checked(ModelPackage package, IReadOnlyDictionary<string, ReadOnlyMemory<float>>? people)
    {
        foreach ((string name, ReadOnlyMemory<float> parameters) in people ?? new Dictionary<string, ReadOnlyMemory<float>>())
        {
            if (parameters.Length != package.Network.Layout.Count)
            {
                throw new ArgumentException(
                    $"The parameters of '{name}' are {parameters.Length}, model '{package.Manifest.Name}' has {package.Network.Layout.Count}; merge the person's part with this model.");
            }

            foreach (float value in parameters.Span)
            {
                if (!float.IsFinite(value))
                {
                    throw new ArgumentException($"The parameters of '{name}' hold values that are no numbers; enrol the person again.");
                }
            }
        }

        return people ?? new Dictionary<string, ReadOnlyMemory<float>>();
    }
}
