using OpenCvSharp;

namespace IdmLive.Pipeline.Faces;

/// <summary>
/// The face detector that needs no download: BlazeFace on ONNX Runtime, its network embedded in this assembly. The network sees
/// 256 x 256 pixels, so the search looks at the whole image and at tiles of it, and takes a second look at faces that came out too
/// small or too large for exact key points.
/// </summary>
/// <remarks>With <see cref="FaceSearchTiles.InTurn"/> it remembers the faces of the last image: feed it one video in order.</remarks>
public sealed class BlazeFaceDetector : IFaceDetector
{
    // Parts of the input's width. Measured on portraits scaled into the input: from 0.08 on 97 % are found at score 0.6; key points
    // are steady to 1 % of the face between 0.13 and 0.5, twice as rough outside, best near 0.3.
    private const double SmallestFound = 20.0 / BlazeFaceNetwork.InputSize;
    private const double SmallestExact = 33.0 / BlazeFaceNetwork.InputSize;
    private const double LargestExact = 128.0 / BlazeFaceNetwork.InputSize;
    private const double Best = 0.3;

    // Ears, eyes and curls pass for faces where a tile shows nothing else: what a tile finds has to convince in two closer looks,
    // one of which shows more around it. Measured on 500 portraits (11,000 tiles): 7 wrong faces, against 122 without; 97 % of
    // faces between 20 and 50 pixels stay.
    private const double MoreAround = 0.2;
    private const float ScoreAboveMinimum = 0.12f;
    private const float FirstGlanceScore = 0.5f;

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
        List<DetectedFace> faces = [];
        foreach (Sighting sighting in Distinct())
        {
            if (Examine(image, sighting) is { } face && !faces.Exists(f => IsSame(f, face)))
            {
                faces.Add(face);
            }
        }

        faces.Sort(static (a, b) => (b.Box.Width * b.Box.Height).CompareTo(a.Box.Width * a.Box.Height));
        previous = faces;
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
    /// One sighting of each face: an exact one where there is any, and rather not a tile's, so that the frames of a video agree.
    /// </summary>
    private List<Sighting> Distinct()
    {
        List<Sighting> distinct = [];
        foreach (Sighting sighting in sightings.OrderBy(s => s.IsTile).ThenBy(s => s.Roughness))
        {
            if (!distinct.Exists(d => IsSame(d.Face, sighting.Face)))
            {
                distinct.Add(sighting);
            }
        }

        return distinct;
    }

    /// <summary>Looks again, at the best size, at what was not seen exactly or only in a tile.</summary>
    /// <returns>The face with the best key points to be had; null where there is none after all.</returns>
    private DetectedFace? Examine(Mat image, Sighting sighting)
    {
        if (!sighting.IsTile && sighting.Roughness == 0)
        {
            return sighting.Face;
        }

        if (LookAt(image, sighting.Face, Best) is not { } face)
        {
            return null;
        }

        if (!sighting.IsTile || previous.Exists(p => IsSame(p, face)))
        {
            return face.Score >= options.MinimumScore ? face : null;
        }

        float score = (face.Score + (LookAt(image, face, MoreAround)?.Score ?? 0)) / 2;
        return score >= Math.Min(options.MinimumScore + ScoreAboveMinimum, (1 + options.MinimumScore) / 2) ? face : null;
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
