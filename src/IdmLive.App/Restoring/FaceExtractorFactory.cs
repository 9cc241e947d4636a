using IdmLive.Pipeline.Compositing;
using IdmLive.Pipeline.Faces;
using IdmLive.Pipeline.Session;

namespace IdmLive.App.Restoring;

/// <summary>Makes what finds faces and puts them back, from what the user asks for.</summary>
internal static class FaceExtractorFactory
{
    /// <summary>Makes an extractor.</summary>
    /// <param name="options">Checked options.</param>
    /// <param name="cropSize">Width and height of the restorer's crops.</param>
    /// <param name="isVideo">Whether its pictures are frames of one video, in order.</param>
    /// <exception cref="UserException">The detector's model cannot be read.</exception>
    public static IFaceExtractor Create(RestoreOptions options, int cropSize, bool isVideo)
    {
        if (options.Aligned)
        {
            return new AlignedFaceExtractor();
        }

        IFaceDetector detector;
        try
        {
            detector = options.Detector == "yunet"
                ? new YuNetDetector(options.DetectorModel!)
                : new BlazeFaceDetector(new() { Search = isVideo ? FaceSearchOptions.Video : FaceSearchOptions.Photo });
        }
        catch (Exception e) when (e is FileNotFoundException or InvalidDataException)
        {
            throw new UserException(ExitStatus.BadInput, e.Message, e);
        }

        return new FaceExtractor(detector, isVideo ? new FaceTracker(new() { CropSize = cropSize }) : null, new FacePaster());
    }
}
