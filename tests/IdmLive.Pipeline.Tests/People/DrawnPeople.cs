using IdmLive.Pipeline.Faces;
using IdmLive.Pipeline.People;
using IdmLive.Pipeline.Session;
using OpenCvSharp;

namespace IdmLive.Pipeline.Tests.People;

/// <summary>People who are colours: the embedding of a crop is its mean blue, green and red, so who is in it can be painted.</summary>
internal static class DrawnPeople
{
    public const int CropSize = 16;

    public static Scalar Anna { get; } = new(200, 10, 10);

    public static Scalar Ben { get; } = new(10, 200, 10);

    public static Scalar Stranger { get; } = new(10, 10, 200);

    public static IReadOnlyList<KnownFace> Known { get; } = [new("Anna", [[1, 0, 0]]), new("Ben", [[0, 1, 0]])];

    public static float[] Embed(Mat crop)
    {
        Scalar mean = Cv2.Mean(crop);
        return [(float)mean.Val0, (float)mean.Val1, (float)mean.Val2];
    }

    /// <summary>Fills a frame with faces.</summary>
    public static void Show(FrameFaces faces, params (int Track, Scalar Colour)[] people)
    {
        faces.Clear();
        foreach ((int track, Scalar colour) in people)
        {
            faces.Add(new TrackedFace(track, default, new SimilarityTransform(1, 0, 0, 0))).SetTo(colour);
        }
    }
}
