using IdmLive.App.Live;
using IdmLive.App.People;
using IdmLive.Pipeline.Compositing;
using IdmLive.Pipeline.Faces;
using IdmLive.Pipeline.Live;
using IdmLive.Pipeline.People;
using IdmLive.Pipeline.Restoring;

namespace IdmLive.App.Tests.People;

/// <summary>Gives every face back as it came.</summary>
internal sealed class CopyingStream : IStreamRestorer
{
    /// <summary>Stages that find and recognise faces in each frame and restore nothing, which takes less time than the program's own.</summary>
    public static LiveStages Stages(LiveOptions options, EnrolledPeople people, FrameKeeper? keeper = null) => new(
        new LiveFaceExtractor(new BlazeFaceDetector(new() { Search = FaceSearchOptions.Video }), new FaceTracker(new() { CropSize = 256 }), new FacePaster(), new() { InBackground = false }),
        new CopyingStream(),
        options.MaxFaces,
        people: PeopleChoice.Steady(people, options.People, isGuarded: true),
        keeper: keeper);

    public int CropSize => 256;

    public string ModelName => "copying";

    public IReadOnlyList<int> Sizes => [256];

    public TimeSpan NetworkTime => TimeSpan.Zero;

    public void Restore(IReadOnlyList<StreamFace> faces, int size, Span<StreamResult> results)
    {
        for (int i = 0; i < faces.Count; i++)
        {
            faces[i].Crop.CopyTo(faces[i].Restored);
            results[i] = new(StreamMode.Warm, .1, 0);
        }
    }

    public void Reset()
    {
    }

    public void Dispose()
    {
    }
}
