using IdmLive.Diffusion.Models;
using IdmLive.Diffusion.Network;
using IdmLive.Diffusion.Tests.Network;

namespace IdmLive.Diffusion.Tests.Models;

/// <summary>A small model, and two people whose parameters are models of their own, so that what they give can be compared.</summary>
internal sealed class PeopleFixture : IDisposable
{
    private readonly ModelFixture _model;

    public PeopleFixture(int resolution = 64)
    {
        _model = new(resolution: resolution);
        General = ModelPackage.Load(_model.Folder);
        Anna = Drawn("anna", 20);
        Ben = Drawn("ben", 30);
    }

    public ModelPackage General { get; }

    public ModelPackage Anna { get; }

    public ModelPackage Ben { get; }

    public IReadOnlyDictionary<string, ReadOnlyMemory<float>> People => new Dictionary<string, ReadOnlyMemory<float>>
    {
        ["Anna"] = Anna.Parameters,
        ["Ben"] = Ben.Parameters,
    };

    public void Dispose() => _model.Dispose();

    private ModelPackage Drawn(string name, int seed)
    {
        string folder = Path.Join(_model.Root, name);
        ModelPackage.Save(folder, _model.Manifest, NetworkFixture.Drawn(ConditionalNetwork.Create(_model.Manifest.Network), seed));
        return ModelPackage.Load(folder);
    }
}
