using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using IdmLive.Diffusion.Models;
using IdmLive.Pipeline.People;

namespace IdmLive.App.People;

/// <summary>Reads who is enrolled.</summary>
/// <param name="model">The model that the people's parts are merged with.</param>
/// <param name="folder">Folder of the people; null for the user's own.</param>
/// <returns>Everybody whose part fits the model, and a sentence for each who was left out.</returns>
/// <exception cref="UserException">The folder is not there or cannot be read.</exception>
internal delegate EnrolledPeople EnrolledPeopleSource(ModelPackage model, string? folder);

/// <summary>The enrolled people that a run can recognise and restore with parameters of their own. Immutable.</summary>
internal sealed record EnrolledPeople
{
    /// <summary>Nobody.</summary>
    public static EnrolledPeople None { get; } = new();

    /// <summary>How each is recognised. Who has no parameters is recognised as somebody else and restored with the model's own.</summary>
    public IReadOnlyList<KnownFace> Faces { get; init; } = [];

    /// <summary>For each name all parameters of the network, the person's part merged in, in the order of its layout.</summary>
    public IReadOnlyDictionary<string, ReadOnlyMemory<float>> Parameters { get; init; } = new Dictionary<string, ReadOnlyMemory<float>>();

    /// <summary>A sentence for each person who was left out: why, and what to do.</summary>
    public IReadOnlyList<string> Skipped { get; init; } = [];

    /// <summary>Whether nobody has parameters.</summary>
    public bool IsEmpty => Parameters.Count == 0;

    /// <summary>With one person's parameters only; the others are still known by face, so that none of them is taken for that person.</summary>
    /// <param name="name">A name in <see cref="Parameters"/>.</param>
    public EnrolledPeople Only(string name) => this with
    {
        Parameters = new Dictionary<string, ReadOnlyMemory<float>> { [name] = Parameters[name] },
    };

    /// <summary>A hash of faces and parameters: two runs with the same restore the same. Nothing about a person can be told from it.</summary>
    public string Fingerprint()
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (KnownFace face in Faces.OrderBy(f => f.Name, StringComparer.Ordinal))
        {
            hash.AppendData(Encoding.UTF8.GetBytes(face.Name));
            foreach (float[] embedding in face.Embeddings)
            {
                hash.AppendData(MemoryMarshal.AsBytes<float>(embedding));
            }
        }

        foreach ((string name, ReadOnlyMemory<float> parameters) in Parameters.OrderBy(p => p.Key, StringComparer.Ordinal))
        {
            hash.AppendData(Encoding.UTF8.GetBytes(name));
            hash.AppendData(MemoryMarshal.AsBytes(parameters.Span));
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset())[..16];
    }
}
