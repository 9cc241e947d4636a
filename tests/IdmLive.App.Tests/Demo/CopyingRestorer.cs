using IdmLive.App.People;
using IdmLive.App.Restoring;
using IdmLive.Pipeline.Restoring;
using OpenCvSharp;

namespace IdmLive.App.Tests.Demo;

/// <summary>Gives every crop back as it is, as an untrained model does.</summary>
internal sealed class CopyingRestorer : IFaceRestorer, IRestorerFactory
{
    public int CropSize => 256;

    public string ModelName => "copying";

    public int Steps => 1;

    public string Identify(string model) => model == "live" ? "sha" : throw new UserException(ExitStatus.BadInput, $"Unknown model '{model}'.");

    public IFaceRestorer Create(RestoreOptions options, EnrolledPeople people) => this;

    public void Restore(IReadOnlyList<FaceCrop> crops, IReadOnlyList<Mat> restored)
    {
        for (int i = 0; i < crops.Count; i++)
        {
            crops[i].Pixels.CopyTo(restored[i]);
        }
    }

    public void Dispose()
    {
    }
}
