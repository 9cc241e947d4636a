using OpenCvSharp;

namespace IdmLive.Pipeline.Measures;

/// <summary>
/// Measures how much a face changes from frame to frame beyond its own motion. For each pair of neighbouring frames the luma of
/// the earlier aligned crop is moved along the optical flow (Farneback 2003) onto the later one, and the flicker of the pair is the
/// root mean square of what remains, in 8-bit levels, over the face's ellipse where the flow can be trusted. The input and the
/// restored face are measured at the same places, each along its own flow: a codec that lags behind the motion gives the input a
/// motion that a restored face does not share, and along it any sharp picture would seem to flicker. The result is the root mean
/// square over the pairs. Not thread-safe.
/// </summary>
public sealed class FlickerMeter : IDisposable
{
    private readonly MotionField inputMotion, restoredMotion;
    private Luma earlier = new(), later = new();
    private readonly Mat ellipse = new(), valid = new(), moved = new(), noSecondMap = new();
    private bool hasEarlier;
    private int pairs;
    private double sumInput, sumRestored;

    /// <summary>Makes a meter for one face's crops.</summary>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
    public FlickerMeter(FlickerMeterOptions? options = null)
    {
        options ??= new();
        options.Check();
        inputMotion = new(options.MotionSize, options.MaximumRoundTrip);
        restoredMotion = new(options.MotionSize, options.MaximumRoundTrip);
    }

    /// <summary>The flicker so far.</summary>
    public FlickerFigures Figures => pairs == 0 ? default : new(pairs, Math.Sqrt(sumInput / pairs), Math.Sqrt(sumRestored / pairs));

    /// <summary>Takes the next frame's crops of the face.</summary>
    /// <param name="inputCrop">8-bit BGR, square, aligned to the FFHQ template.</param>
    /// <param name="restoredCrop">The restored face in the same place, of the same size.</param>
    /// <exception cref="ArgumentException">The sizes differ, from each other or from the last frame's, or a crop is not 8-bit BGR.</exception>
    public void Add(Mat inputCrop, Mat restoredCrop)
    {
        PictureMeasures.CheckPair(inputCrop, restoredCrop);
        if (hasEarlier && earlier.Input.Size() != inputCrop.Size())
        {
            throw new ArgumentException($"The crop has {inputCrop.Width}x{inputCrop.Height} pixels, the last one {earlier.Input.Width}x{earlier.Input.Height}; call {nameof(Break)} between them.");
        }

        later.Take(inputCrop, restoredCrop);
        if (hasEarlier)
        {
            MeasurePair();
        }

        (earlier, later) = (later, earlier);
        hasEarlier = true;
    }

    /// <summary>Says that the next frame does not follow the last one: the face was lost, or the scene was cut.</summary>
    public void Break() => hasEarlier = false;

    /// <inheritdoc/>
    public void Dispose()
    {
        inputMotion.Dispose();
        restoredMotion.Dispose();
        earlier.Dispose();
        later.Dispose();
        ellipse.Dispose();
        valid.Dispose();
        moved.Dispose();
        noSecondMap.Dispose();
    }

    private void MeasurePair()
    {
        inputMotion.Estimate(earlier.Input, later.Input);
        restoredMotion.Estimate(earlier.Restored, later.Restored);
        Cv2.BitwiseAnd(inputMotion.Trusted, restoredMotion.Trusted, valid);
        Cv2.BitwiseAnd(valid, Ellipse(later.Input.Size()), valid);
        int places = Cv2.CountNonZero(valid);
        if (places == 0)
        {
            return;
        }

        sumInput += SumOfSquares(earlier.Input, later.Input, inputMotion) / places;
        sumRestored += SumOfSquares(earlier.Restored, later.Restored, restoredMotion) / places;
        pairs++;
    }

    // Lanczos: bilinear interpolation would blur the moved picture, and what it takes from a sharp one would count as flicker.
    private double SumOfSquares(Mat from, Mat to, MotionField motion)
    {
        Cv2.Remap(from, moved, motion.Source, noSecondMap, InterpolationFlags.Lanczos4, BorderTypes.Reflect101);
        return Cv2.Norm(moved, to, NormTypes.L2SQR, valid);
    }

    // The face in the FFHQ template: without it, hair and background, which are not restored, would calm the figure.
    private Mat Ellipse(Size size)
    {
        if (ellipse.Size() != size)
        {
            ellipse.Create(size, MatType.CV_8UC1);
            ellipse.SetTo(Scalar.All(0));
            Point centre = new(size.Width / 2, (int)(size.Height * 0.56));
            Cv2.Ellipse(ellipse, centre, new Size((int)(size.Width * 0.27), (int)(size.Height * 0.36)), 0, 0, 360, Scalar.All(255), -1);
        }

        return ellipse;
    }

    private sealed class Luma : IDisposable
    {
        private readonly Mat grey = new();

        public Mat Input { get; } = new();

        public Mat Restored { get; } = new();

        public void Take(Mat inputCrop, Mat restoredCrop)
        {
            Cv2.CvtColor(inputCrop, grey, ColorConversionCodes.BGR2GRAY);
            grey.ConvertTo(Input, MatType.CV_32FC1);
            Cv2.CvtColor(restoredCrop, grey, ColorConversionCodes.BGR2GRAY);
            grey.ConvertTo(Restored, MatType.CV_32FC1);
        }

        public void Dispose()
        {
            grey.Dispose();
            Input.Dispose();
            Restored.Dispose();
        }
    }
}
