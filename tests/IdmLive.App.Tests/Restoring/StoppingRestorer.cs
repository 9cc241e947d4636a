using IdmLive.App.People;
using IdmLive.App.Restoring;
using IdmLive.Pipeline.Restoring;
using OpenCvSharp;

namespace IdmLive.App.Tests.Restoring;

/// <summary>Fails after a number of calls, as a crash in the middle of the work would.</summary>
internal sealed class StoppingRestorer(int calls) : IFaceRestorer, IRestorerFactory
{
    private readonly PaintingRestorer _painting = new();
    private int _left = calls;

    public int CropSize => _painting.CropSize;

    public string ModelName => _painting.ModelName;

    public int Steps => _painting.Steps;

    public string Identify(string model) => _painting.Identify(model);

    public IFaceRestorer Create(RestoreOptions options, EnrolledPeople people) => this;

    public void Restore(IReadOnlyList<FaceCrop> crops, IReadOnlyList<Mat> restored)
    {
        if (_left-- == 0)
        {
            throw new InvalidOperationException("stopped on purpose");
        }

        _painting.Restore(crops, restored);
    }

    public void Dispose()
    {
    }
}
