using IdmLive.App.People;
using IdmLive.App.Restoring;
using IdmLive.Pipeline.Restoring;
using OpenCvSharp;

namespace IdmLive.App.Tests.Restoring;

/// <summary>Paints stripes over every crop, whose phase follows from the noise's seed: what became of a face can be seen, and of which.</summary>
internal sealed class PaintingRestorer : IFaceRestorer, IRestorerFactory
{
    public int CropSize => 256;

    public string ModelName => "painting";

    public int Steps => 4;

    public string Identify(string model) => model == "live" ? "sha" : throw new UserException(ExitStatus.BadInput, $"Unknown model '{model}'.");

    public IFaceRestorer Create(RestoreOptions options, EnrolledPeople people) => this;

    public void Restore(IReadOnlyList<FaceCrop> crops, IReadOnlyList<Mat> restored)
    {
        for (int i = 0; i < crops.Count; i++)
        {
            crops[i].Pixels.CopyTo(restored[i]);
            int phase = (int)((ulong)crops[i].NoiseSeed % 16);
            for (int y = phase; y < CropSize; y += 16)
            {
                Cv2.Line(restored[i], new Point(0, y), new Point(CropSize - 1, y), Scalar.White, 4);
            }
        }
    }

    public void Dispose()
    {
    }
}
