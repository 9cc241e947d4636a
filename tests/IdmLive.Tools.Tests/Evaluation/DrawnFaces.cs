using IdmLive.Tools.Evaluation;
using IdmLive.Training.Data;
using IdmLive.Training.Degradation;
using OpenCvSharp;

namespace IdmLive.Tools.Tests.Evaluation;

/// <summary>Drawn pictures in place of faces, and folders of them.</summary>
internal sealed class DrawnFaces : IDisposable
{
    public const int Size = 64;

    public string Folder { get; } = Directory.CreateTempSubdirectory("idmlive-evaluation-").FullName;

    public static TestSet Set(int faces, int seed = 7) => new(
        CropSet.FromMemory(Size, Enumerable.Range(0, faces).Select(i => ($"{i}.png", Bytes(i)))), DegradationRecipe.Equation11(Size), seed);

    public static Mat Draw(int seed, int size = Size)
    {
        Mat picture = new(size, size, MatType.CV_8UC3, Scalar.All(90));
        Random random = new(seed);
        for (int i = 0; i < 20; i++)
        {
            Scalar colour = new(random.Next(256), random.Next(256), random.Next(256));
            Cv2.Ellipse(
                picture, new Point(random.Next(size), random.Next(size)), new Size(random.Next(2, 16), random.Next(2, 16)), random.Next(180), 0, 360, colour, -1);
        }

        return picture;
    }

    /// <summary>Writes a drawn picture below the folder.</summary>
    public string Write(string name, int seed, int size = Size)
    {
        string path = PathOf(name);
        using Mat picture = Draw(seed, size);
        Cv2.ImWrite(path, picture);
        return path;
    }

    /// <summary>Writes a text below the folder.</summary>
    public string WriteText(string name, string text)
    {
        File.WriteAllText(PathOf(name), text);
        return PathOf(name);
    }

    public void Dispose() => Directory.Delete(Folder, recursive: true);

    private static byte[] Bytes(int seed)
    {
        using Mat picture = Draw(seed);
        return FaceBytes.Of(picture);
    }

    private string PathOf(string name)
    {
        string path = Path.Join(Folder, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        return path;
    }
}
