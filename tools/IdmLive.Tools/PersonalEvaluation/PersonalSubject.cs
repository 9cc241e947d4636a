using IdmLive.Tools.VideoEvaluation;
using IdmLive.Training.Data;
using OpenCvSharp;

namespace IdmLive.Tools.PersonalEvaluation;

/// <summary>A person of a clip: the frames that are learned from and those that are tested on, later ones. 8-bit BGR bytes each.</summary>
/// <param name="Name">Clip and number of the face.</param>
/// <param name="Train">Frames to learn from.</param>
/// <param name="Test">Frames to test on.</param>
internal sealed record PersonalSubject(string Name, IReadOnlyList<byte[]> Train, IReadOnlyList<byte[]> Test)
{
    /// <summary>Reads the people of a clip.</summary>
    /// <param name="path">The file.</param>
    /// <param name="options">What goes where.</param>
    /// <param name="cropSize">Width and height of the crops, pixels.</param>
    /// <exception cref="ArgumentException">The clip is too short, or shows no face.</exception>
    public static IReadOnlyList<PersonalSubject> Read(string path, PersonalEvaluationOptions options, int cropSize)
    {
        double rate = new Pipeline.Media.MediaProbe(Pipeline.Media.FfmpegInstallation.Find()).Probe(path).Video.FrameRate.Value;
        List<PersonalSubject> people = [];
        foreach (IFaceClip clip in new FaceClipFinder(cropSize).Find(path, 0, null, null))
        {
            int train = (int)(options.TrainSeconds * rate), test = (int)((options.TrainSeconds + options.GapSeconds) * rate);
            if (test >= clip.Count)
            {
                throw new ArgumentException($"{clip.Name} has {clip.Count / rate:F1} s of a face; give clips longer than {options.TrainSeconds + options.GapSeconds} s, or learn from less of them.");
            }

            HashSet<int> learned = [.. Spread(0, train, options.TrainFrames)], tested = [.. Spread(test, clip.Count, options.TestFrames)];
            List<byte[]> forTraining = [], forTest = [];
            foreach ((int i, Mat crop) in clip.Crops().Index())
            {
                if (learned.Contains(i))
                {
                    forTraining.Add(FaceBytes.Of(crop));
                }
                else if (tested.Contains(i))
                {
                    forTest.Add(FaceBytes.Of(crop));
                }
            }

            people.Add(new(clip.Name, forTraining, forTest));
        }

        return people;
    }

    private static IEnumerable<int> Spread(int from, int to, int count) =>
        Enumerable.Range(0, Math.Min(count, to - from)).Select(i => from + (int)((i + .5) * (to - from) / Math.Min(count, to - from)));
}
