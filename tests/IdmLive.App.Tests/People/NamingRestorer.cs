using IdmLive.App.People;
using IdmLive.App.Restoring;
using IdmLive.Pipeline.Restoring;
using OpenCvSharp;

namespace IdmLive.App.Tests.People;

/// <summary>Knows the person of the sample clip as Anna; paints her faces and leaves all others; fails after a number of calls.</summary>
internal sealed class NamingRestorer(int calls = int.MaxValue) : IFaceRestorer, IRestorerFactory
{
    private int _left = calls;

    public List<string?> Names { get; } = [];

    public int CropSize => 256;

    public string ModelName => "naming";

    public int Steps => 1;

    public string Identify(string model) => "sha";

    public EnrolledPeople ReadPeople(RestoreOptions options) => SamplePerson.Enrolled("Anna", new float[] { 1 });

    public IFaceRestorer Create(RestoreOptions options, EnrolledPeople people) => this;

    public void Restore(IReadOnlyList<FaceCrop> crops, IReadOnlyList<Mat> restored)
    {
        if (_left-- == 0)
        {
            throw new InvalidOperationException("stopped on purpose");
        }

        for (int i = 0; i < crops.Count; i++)
        {
            Names.Add(crops[i].Person);
            crops[i].Pixels.CopyTo(restored[i]);
            if (crops[i].Person is not null)
            {
                Cv2.Rectangle(restored[i], new Rect(90, 110, 70, 12), Scalar.All(255), -1);
            }
        }
    }

    public void Dispose()
    {
    }
}
