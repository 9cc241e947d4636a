using OpenCvSharp;

namespace IdmLive.Pipeline.Faces;

/// <summary>
/// The face detector that needs no download: BlazeFace on ONNX Runtime, its network embedded in this assembly. The network sees
/// 256 x 256 pixels, so the search looks at the whole image and at tiles of it, and takes a second look at faces that came out too
/// small or too large for exact key points.
/// </summary>
/// <remarks>
/// With <see cref="FaceSearchTiles.InTurn"/> it remembers the faces of the last image: feed it one video in order. Otherwise every
/// image is searched for itself.
/// </remarks>
public sealed class BlazeFaceDetector : IFaceDetector
{
    // Parts of the input's width. Measured on portraits scaled into the input: from 0.08 on 97 % are found at score 0.6; key points
    // are steady to 1 % of the face between 0.13 and 0.5, twice as rough outside, best between 0.25 and 0.35.
    private const double SmallestFound = 20.0 / BlazeFaceNetwork.InputSize;
    private const double SmallestExact = 33.0 / BlazeFaceNetwork.InputSize;
    private const double LargestExact = 128.0 / BlazeFaceNetwork.InputSize;
    private const double Best = 0.25;

    // Ears, eyes and curls pass for faces where a tile shows nothing else. So what a tile finds, however faintly, has to reach the
    // minimum score in the mean of two closer looks, one of which shows much more around it. Measured: of 401 wrong faces in the tiles
    // of 350 portraits 5 stay, of 119 faces of 20 and 30 pixels none is lost, of 89 dark, blurred ones of 60 pixels 2.
    private const double MoreAround = 0.13;
    private const float FirstGlanceScore = 0.4f;

    // Tiles find what is smaller than asked for, and often wrongly.
    private const double SmallestAccepted = 0.8;

    // A face of the whole image that scores less, and was not there before, is looked at again too.
    private const float CertainScore = 0.75f;

    private readonly BlazeFaceOptions options;
    private readonly BlazeFaceNetwork network;
    private readonly List<DetectedFace> candidates = [];
    private readonly List<Sighting> sightings = [];
    private List<DetectedFace> previous = [];
    private IReadOnlyList<SearchSquare> plan = [];
    private Size planned;
    private long images;
    private int nextTile;

    /// <summary>Loads the network.</summary>
    /// <param name="options">Settings; the defaults where null.</param>
    /// <exception cref="ArgumentOutOfRangeException">A setting is out of range.</exception>
    public BlazeFaceDetector(BlazeFaceOptions? options = null)
    {
        this.options = options ?? new();
        this.options.Check();
        network = new(this.options.Threads);
    }

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">The image is not 8-bit BGR or smaller than 8x8 pixels.</exception>
    public IReadOnlyList<DetectedFace> Detect(Mat image)
    {
        FaceImage.Check(image);
        Plan(image.Size());
        sightings.Clear();
        Look(image, SearchSquare.Whole(image.Size()), options.MinimumScore, isTile: false);
        SearchTiles(image);
        List<DetectedFace> faces = Distinct(image);
        faces.Sort(static (a, b) => (b.Box.Width * b.Box.Height).CompareTo(a.Box.Width * a.Box.Height));
        if (options.Search.Tiles == FaceSearchTiles.InTurn)
        {
            previous = faces;
        }

        images++;
        return faces.AsReadOnly();
    }

    /// <summary>Forgets the faces of the last image, as at a scene cut: the next image is searched like the first.</summary>
    public void Reset()
    {
        previous = [];
        images = 0;
        nextTile = 0;
    }

    /// <inheritdoc/>
    public void Dispose() => network.Dispose();

    private void Plan(Size image)
    {
        if (image != planned)
        {
            planned = image;
            plan = FaceSearchPlan.Squares(image, options.Search.SmallestFace, SmallestFound);
            Reset();
        }
    }

    private void SearchTiles(Mat image)
    {
        bool all = options.Search.Tiles == FaceSearchTiles.EveryImage;
        if (options.Search.Tiles == FaceSearchTiles.InTurn)
        {
            foreach (DetectedFace face in previous.Where(f => !IsSeen(f)))
            {
                Look(image, SearchSquare.Around(face.Box, Best), options.MinimumScore, isTile: false);
            }

            all = images == 0 || previous.Exists(f => !IsSeen(f));
            if (!all && images % options.Search.ImagesPerTile == 0)
            {
                Look(image, plan[nextTile], FirstGlanceScore, isTile: true);
                nextTile = (nextTile + 1) % plan.Count;
            }
        }

        if (all)
        {
            foreach (SearchSquare tile in plan)
            {
                Look(image, tile, FirstGlanceScore, isTile: true);
            }
        }
    }

    private void Look(Mat image, SearchSquare where, float minimumScore, bool isTile)
    {
        candidates.Clear();
        network.Run(image, where, minimumScore, candidates);
        foreach (DetectedFace face in NonMaximumSuppression.Merge(candidates, options.OverlapOfOneFace))
        {
            sightings.Add(new(face, face.Box.Width / where.Side, isTile));
        }
    }

    /// <summary>
    /// One face for all its sightings: from an exact one where there is any, and rather not a tile's, so that the frames of a video agree.
    /// </summary>
    private List<DetectedFace> Distinct(Mat image)
    {
        List<DetectedFace> faces = [], refused = [];
        foreach (Sighting sighting in sightings.OrderBy(s => s.IsTile).ThenBy(s => s.Roughness).ThenByDescending(s => s.Face.Score).ToArray())
        {
            // What was refused stands in the way of its like only: a real face may lie inside it.
            if (faces.Exists(f => IsSame(f, sighting.Face)) || refused.Exists(r => NonMaximumSuppression.Overlap(r.Box, sighting.Face.Box) > 0.5f))
            {
                continue;
            }

            if (Examine(image, sighting) is not { } face)
            {
                refused.Add(sighting.Face);
            }
            else if (!faces.Exists(f => IsSame(f, face)))
            {
                faces.Add(face);
            }
        }

        return faces;
    }

    /// <summary>Looks again, at the best size, at what was not seen exactly, not surely, or only in a tile.</summary>
    /// <returns>The face with the best key points to be had; null where there is none after all.</returns>
    private DetectedFace? Examine(Mat image, Sighting sighting)
    {
        DetectedFace first = sighting.Face;
        bool known = previous.Exists(p => IsSame(p, first)), exact = sighting.Roughness == 0;
        if (!sighting.IsTile && exact && (known || first.Score >= CertainScore))
        {
            return first;
        }

        if (LookAt(image, first, Best) is not { } second)
        {
            return null;
        }

        float doubt = known ? second.Score : sighting.IsTile ? LookAt(image, second, MoreAround)?.Score ?? 0 : first.Score;
        float score = (second.Score + doubt) / 2;
        if (score < options.MinimumScore || (sighting.IsTile && second.Box.Width < options.Search.SmallestFace * SmallestAccepted))
        {
            return null;
        }

        return sighting.IsTile || !exact ? second with { Score = score } : first;
    }

    private DetectedFace? LookAt(Mat image, DetectedFace face, double part)
    {
        candidates.Clear();
        network.Run(image, SearchSquare.Around(face.Box, part), Math.Min(FirstGlanceScore, options.MinimumScore), candidates);
        DetectedFace? best = null;
        float bestOverlap = options.OverlapOfOneFace;
        foreach (DetectedFace seen in NonMaximumSuppression.Merge(candidates, options.OverlapOfOneFace))
        {
            float overlap = NonMaximumSuppression.Overlap(seen.Box, face.Box);
            if (overlap > bestOverlap)
            {
                (best, bestOverlap) = (seen, overlap);
            }
        }

        return best;
    }

    private bool IsSeen(DetectedFace face) => sightings.Exists(s => IsSame(s.Face, face));

    private bool IsSame(DetectedFace a, DetectedFace b) => NonMaximumSuppression.IsSame(a.Box, b.Box, options.OverlapOfOneFace);

    /// <param name="Face">What was found.</param>
    /// <param name="Part">Its width as a part of the square it was found in.</param>
    /// <param name="IsTile">Whether a tile showed it, rather than the whole image or the place where a face was an image ago.</param>
    private readonly record struct Sighting(DetectedFace Face, double Part, bool IsTile)
    {
        /// <summary>0 where the key points are exact, more the further the size is from that.</summary>
        public double Roughness => Math.Max(0, Math.Max(Math.Log(SmallestExact / Part), Math.Log(Part / LargestExact)));
    }
}
