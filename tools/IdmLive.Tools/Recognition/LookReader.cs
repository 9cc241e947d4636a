using IdmLive.Pipeline.Faces;
using IdmLive.Pipeline.Imaging;
using IdmLive.Pipeline.Measures;
using IdmLive.Tools.VideoEvaluation;
using IdmLive.Training.Degradation;
using IdmLive.Training.Intrinsic;
using OpenCvSharp;

namespace IdmLive.Tools.Recognition;

/// <summary>Reads portraits and clips, enrols the people in them and looks at them, clean and degraded. One thread.</summary>
internal sealed class LookReader : IDisposable
{
    /// <summary>The name of the condition in which nothing is degraded.</summary>
    public const string Clean = "clean";

    private const int CropSize = 256;
    private const int EnrolledFrames = 12;
    private const int LookedAtFrames = 36;
    private static readonly string[] PictureEndings = [".jpg", ".jpeg", ".png", ".webp", ".bmp"];

    private readonly MatchRatesOptions _options;
    private readonly DegradationRecipe[] _recipes;
    private readonly FaceEmbedder _embedder = new();
    private readonly BlazeFaceDetector _detector = new(new BlazeFaceOptions { Search = FaceSearchOptions.Photo with { Tiles = FaceSearchTiles.Never } });

    /// <summary>Makes a reader.</summary>
    /// <param name="options">Checked.</param>
    /// <exception cref="ArgumentException">There is no such degradation.</exception>
    public LookReader(MatchRatesOptions options)
    {
        _options = options;
        _recipes = [.. options.Recipes.Select(r => DegradationRecipe.ByName(r, CropSize))];
    }

    /// <summary>Names of the conditions.</summary>
    public IReadOnlyList<string> Conditions => [Clean, .. _options.Recipes];

    /// <summary>Pictures in which no face was found.</summary>
    public int WithoutFace { get; private set; }

    /// <summary>Everybody in the portraits and clips.</summary>
    /// <exception cref="ArgumentException">A folder holds no portrait, or a clip shows no face.</exception>
    public IReadOnlyList<MeasuredPerson> Read()
    {
        List<MeasuredPerson> people = [];
        foreach (string folder in _options.Portraits)
        {
            int before = people.Count;
            foreach (string file in Spread(folder))
            {
                using Mat? crop = Crop(file);
                if (crop is null)
                {
                    WithoutFace++;
                }
                else
                {
                    people.Add(Portrait($"{Path.GetFileName(Path.TrimEndingDirectorySeparator(folder))}/{Path.GetFileName(file)}", crop, people.Count));
                }
            }

            if (people.Count == before)
            {
                throw new ArgumentException($"No face was found in the pictures of '{folder}'; give a folder of clear portraits.");
            }
        }

        foreach (string clip in _options.Clips)
        {
            foreach (IFaceClip face in new FaceClipFinder(CropSize).Find(clip, 0, null, _options.Seconds))
            {
                people.Add(OfClip(face, people.Count));
            }
        }

        return people;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _embedder.Dispose();
        _detector.Dispose();
    }

    private string[] Spread(string folder)
    {
        string[] files = [.. Directory.EnumerateFiles(folder).Where(f => PictureEndings.Contains(Path.GetExtension(f).ToLowerInvariant())).Order(StringComparer.Ordinal)];
        int count = Math.Min(files.Length, _options.Most);
        return [.. Enumerable.Range(0, count).Select(i => files[(int)((long)i * files.Length / count)])];
    }

    private Mat? Crop(string file)
    {
        using ImageFile picture = ImageFile.Read(file);
        using Mat image = picture.ToEightBit();
        _detector.Reset();
        IReadOnlyList<DetectedFace> found = _detector.Detect(image);
        if (found.Count == 0)
        {
            return null;
        }

        Mat crop = new(CropSize, CropSize, MatType.CV_8UC3);
        FaceWarp.ToCrop(image, FaceTemplate.Align(found.MaxBy(f => f.Box.Width * f.Box.Height).KeyPoints, CropSize), crop);
        return crop;
    }

    private MeasuredPerson Portrait(string name, Mat crop, int number)
    {
        float[] clean = Embed(crop);
        Dictionary<string, IReadOnlyList<float[]>> looks = new() { [Clean] = [clean] };
        for (int r = 0; r < _recipes.Length; r++)
        {
            (DegradationDraw camera, Random noise) = Camera(number, r);
            looks[_options.Recipes[r]] = [.. Enumerable.Range(0, _options.Agreeing).Select(_ => Degraded(crop, camera, noise))];
        }

        return new(new(name, [clean]), IsClip: false, looks);
    }

    private MeasuredPerson OfClip(IFaceClip clip, int number)
    {
        int half = clip.Count / 2, enrolEvery = Math.Max(1, half / EnrolledFrames), lookEvery = Math.Max(1, (clip.Count - half) / LookedAtFrames);
        List<float[]> enrolled = [];
        Dictionary<string, List<float[]>> looks = Conditions.ToDictionary(c => c, _ => new List<float[]>());
        (DegradationDraw Camera, Random Noise)[] cameras = [.. _recipes.Select((_, r) => Camera(number, r))];
        int frame = 0;
        foreach (Mat crop in clip.Crops())
        {
            if (frame < half && frame % enrolEvery == 0)
            {
                enrolled.Add(Embed(crop));
            }
            else if (frame >= half && (frame - half) % lookEvery == 0)
            {
                looks[Clean].Add(Embed(crop));
                for (int r = 0; r < _recipes.Length; r++)
                {
                    looks[_options.Recipes[r]].Add(Degraded(crop, cameras[r].Camera, cameras[r].Noise));
                }
            }

            frame++;
        }

        return new(new(clip.Name, enrolled), IsClip: true, looks.ToDictionary(l => l.Key, l => (IReadOnlyList<float[]>)l.Value));
    }

    /// <summary>One camera a person and recipe, as a call has it; only its noise differs between looks.</summary>
    private (DegradationDraw Camera, Random Noise) Camera(int person, int recipe)
    {
        Random random = new(BatchSource.HashCode(_options.Seed, person, recipe));
        return (_recipes[recipe].Draw(random), random);
    }

    private float[] Degraded(Mat crop, DegradationDraw camera, Random noise)
    {
        using Mat degraded = camera.Apply(crop, noise);
        return Embed(degraded);
    }

    private float[] Embed(Mat crop) => FaceEmbedder.Normalized(_embedder.EmbedAligned(crop));
}
