using IdmLive.Tools.Preparing;
using IdmLive.Training.Data;
using OpenCvSharp;

namespace IdmLive.Tools.Tests.Preparing;

/// <summary>A folder of drawn pictures and room for what is prepared from them; gone afterwards.</summary>
internal sealed class PictureFolder : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("idmlive-prepare-").FullName;

    public PictureFolder() => Directory.CreateDirectory(Pictures);

    public string Pictures => Path.Join(_root, "pictures");

    public string Output => At("prepared");

    public string At(string name) => Path.Join(_root, name);

    /// <summary>Draws a picture of many ellipses.</summary>
    public string Draw(string name, int seed, int width = 90, int height = 80)
    {
        using Mat picture = new(height, width, MatType.CV_8UC3, Scalar.All(90));
        Random random = new(seed);
        for (int i = 0; i < 60; i++)
        {
            Scalar colour = new(random.Next(256), random.Next(256), random.Next(256));
            Point centre = new(random.Next(width), random.Next(height));
            Cv2.Ellipse(picture, centre, new Size(random.Next(2, width / 5), random.Next(2, height / 5)), random.Next(180), 0, 360, colour, -1);
        }

        string path = Path.Join(Pictures, name);
        Cv2.ImWrite(path, picture);
        return path;
    }

    /// <summary>Draws several pictures, 0.png and so on.</summary>
    public void DrawMany(int count)
    {
        for (int i = 0; i < count; i++)
        {
            Draw($"{i}.png", i);
        }
    }

    public PrepareOptions Options(string? output = null) => new()
    {
        Inputs = [Pictures],
        Output = output ?? Output,
        Threads = 2,
        Rules = new CropRules { Align = false, Sizes = [64, 32], Every = .5, LowestSharpness = 1 },
    };

    public CropManifest Prepare(string? output = null, CancellationToken cancellation = default) => new Preparation(Options(output)).Run(null, cancellation);

    /// <summary>Prepares until so many pictures or frames are done, and stops there.</summary>
    public CropManifest PrepareUntil(int pieces)
    {
        using CancellationTokenSource stop = new();
        return new Preparation(Options() with { Threads = 1 }).Run(
            (done, _) =>
            {
                if (done == pieces)
                {
                    stop.Cancel();
                }
            },
            stop.Token);
    }

    public void Dispose() => Directory.Delete(_root, recursive: true);
}
