using IdmLive.Pipeline.Faces;
using OpenCvSharp;

namespace IdmLive.Pipeline.Measures;

/// <summary>
/// How far a restorer moves the features of a face: the mean distance in pixels of the five key points that a detector finds in the
/// restored and in the true crop. Where the detector finds no face the distance is not a number and the pair is counted as missed.
/// Not thread-safe.
/// </summary>
/// <param name="detector">Finds the key points; stays the caller's. It must not remember earlier images.</param>
public sealed class LandmarkDistance(IFaceDetector detector)
{
    /// <summary>Pairs with a face in both crops so far.</summary>
    public int Compared { get; private set; }

    /// <summary>Pairs with no face in one crop or both so far; a mean without this count flatters.</summary>
    public int Missed { get; private set; }

    /// <summary>The distance of two sets of key points in pixels.</summary>
    public static double Between(FaceKeyPoints a, FaceKeyPoints b)
    {
        Point2d[] p = ArcFaceTemplate.Points(a), q = ArcFaceTemplate.Points(b);
        return p.Zip(q, (s, t) => s.DistanceTo(t)).Average();
    }

    /// <summary>The distance of the face in a restored crop from that in the true one, in pixels of the crops.</summary>
    /// <param name="restored">8-bit BGR, square, aligned to the FFHQ template.</param>
    /// <param name="reference">8-bit BGR of the same size.</param>
    /// <returns>0 or more; not a number where a crop shows no face.</returns>
    /// <exception cref="ArgumentException">The sizes differ, or a crop is not square or not 8-bit BGR.</exception>
    public double Measure(Mat restored, Mat reference)
    {
        PictureMeasures.CheckPair(restored, reference);
        if (reference.Width != reference.Height)
        {
            throw new ArgumentException($"An aligned crop is square; these have {reference.Width}x{reference.Height} pixels.", nameof(reference));
        }

        if (Find(reference) is { } truth && Find(restored) is { } found)
        {
            Compared++;
            return Between(found, truth);
        }

        Missed++;
        return double.NaN;
    }

    /// <summary>The key points of the face that a crop was aligned to; of several faces (others look over a shoulder) the one nearest the template.</summary>
    /// <param name="crop">8-bit BGR, square, aligned to the FFHQ template.</param>
    /// <returns>Pixels of the crop; null where the detector finds no face.</returns>
    public FaceKeyPoints? Find(Mat crop)
    {
        ArgumentNullException.ThrowIfNull(crop);
        FaceKeyPoints template = FaceTemplate.KeyPoints(crop.Width);
        IReadOnlyList<DetectedFace> faces = detector.Detect(crop);
        return faces.Count > 0 ? faces.Select(f => f.KeyPoints).MinBy(p => Between(p, template)) : null;
    }
}
