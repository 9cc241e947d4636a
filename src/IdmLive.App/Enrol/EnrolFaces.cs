using IdmLive.App.Demo;
using IdmLive.Pipeline.Media;
using IdmLive.Pipeline.People;
using IdmLive.Training.Data;
using OpenCvSharp;

namespace IdmLive.App.Enrol;

/// <summary>Faces as the training takes them: 8-bit BGR bytes of aligned crops. Stateless.</summary>
internal static class EnrolFaces
{
    private const int MostOthers = 64;
    private const int SampleFrames = 16;

    /// <summary>The bytes of a kept crop.</summary>
    /// <param name="path">A PNG of the store.</param>
    /// <param name="size">Width and height it has to have.</param>
    /// <exception cref="PeopleException">It is no such picture.</exception>
    public static byte[] Read(string path, int size)
    {
        using Mat picture = Cv2.ImRead(path, ImreadModes.Color);
        return picture.Width == size && picture.Height == size
            ? FaceBytes.Of(picture)
            : throw new PeopleException(PeopleFailure.Input, $"The kept picture '{path}' has {picture.Width}x{picture.Height} pixels and not {size}x{size}; enrol the person again.");
    }

    /// <summary>Faces of other people: those of a folder, or the sample person inside the program.</summary>
    /// <param name="folder">The folder, or null.</param>
    /// <param name="size">Width and height of the crops.</param>
    /// <param name="work">A folder for files on the way.</param>
    /// <exception cref="ArgumentException">The folder holds no picture.</exception>
    public static IReadOnlyList<byte[]> Others(string? folder, int size, string work)
    {
        if (folder is not null)
        {
            CropSet set = CropSet.Read([folder], size, null);
            int count = Math.Min(set.Count, MostOthers);
            return [.. Enumerable.Range(0, count).Select(i => set[(int)((long)i * set.Count / count)].ToArray())];
        }

        string clip = SampleFiles.Extract(SampleFiles.Clean, work);
        using CandidateMeter meter = new();
        CandidateSet found = new VideoCandidates(meter, FfmpegInstallation.Find(), new() { MostFrames = SampleFrames }).Read([clip]);
        File.Delete(clip);
        List<byte[]> faces = [];
        foreach (FaceCandidate face in found.Faces)
        {
            using Mat crop = face.Decode();
            if (crop.Width == size)
            {
                faces.Add(FaceBytes.Of(crop));
            }
        }

        return faces;
    }
}
