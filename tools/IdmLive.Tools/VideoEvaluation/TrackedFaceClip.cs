using IdmLive.Pipeline.Capture;
using IdmLive.Pipeline.Faces;
using IdmLive.Pipeline.Media;
using OpenCvSharp;

namespace IdmLive.Tools.VideoEvaluation;

/// <summary>A face that was followed through a clean video; its crops are cut anew each time they are asked for.</summary>
/// <param name="name">Name of the clip.</param>
/// <param name="video">The file and the programs that read it.</param>
/// <param name="run">Where the face is.</param>
/// <param name="cropSize">Width and height of the crops, pixels.</param>
internal sealed class TrackedFaceClip(string name, ClipFile video, FaceRun run, int cropSize) : IFaceClip
{
    /// <inheritdoc/>
    public string Name => name;

    /// <inheritdoc/>
    public int Camera => video.Camera;

    /// <inheritdoc/>
    public int Face => run.Face;

    /// <inheritdoc/>
    public int Count => run.Alignments.Count;

    /// <inheritdoc/>
    public IEnumerable<Mat> Crops()
    {
        using VideoFileSource source = new(video.Ffmpeg, video.Info, new() { SkippedFrames = run.FirstFrame, FrameLimit = Count });
        using Mat frame = new(source.FrameSize, MatType.CV_8UC3), crop = new(cropSize, cropSize, MatType.CV_8UC3);
        foreach (SimilarityTransform alignment in run.Alignments)
        {
            if (!source.TryRead(frame, out _))
            {
                throw new MediaException(MediaFailure.Input, $"{video.Info.Path} gave fewer frames than when it was read before; leave it unchanged while it is measured.");
            }

            FaceWarp.ToCrop(frame, alignment, crop);
            yield return crop;
        }
    }
}

/// <summary>A video file that is opened more than once.</summary>
/// <param name="Ffmpeg">The programs that read it.</param>
/// <param name="Info">What it holds.</param>
/// <param name="Camera">Number of the camera that sees it.</param>
internal sealed record ClipFile(FfmpegInstallation Ffmpeg, MediaInfo Info, int Camera);

/// <summary>Where a face is in frames that follow each other.</summary>
/// <param name="Face">Number of the face in its clip, 0 or more.</param>
/// <param name="FirstFrame">Number of the first frame.</param>
/// <param name="Alignments">From pixels of each frame to pixels of its crop, steadied.</param>
internal sealed record FaceRun(int Face, int FirstFrame, IReadOnlyList<SimilarityTransform> Alignments);
