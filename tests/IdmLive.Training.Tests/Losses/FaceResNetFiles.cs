using System.Text.Json;

namespace IdmLive.Training.Tests.Losses;

/// <summary>The two files of a network built like dlib's whose weights are drawn; gone afterwards.</summary>
internal sealed class FaceResNetFiles : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("idmlive-losses-");

    public FaceResNetFiles(int seed)
    {
        Random random = new(seed);
        List<object> entries = [];
        using FileStream bytes = File.Create(Weights);
        Layer("conv32_down", 7, 3, 32);
        int channels = 32;
        foreach ((int width, int blocks, bool begins) in new[] { (32, 3, false), (64, 3, true), (128, 2, true), (256, 2, true) })
        {
            foreach (string block in (string[])[.. begins ? ["down"] : Array.Empty<string>(), .. Enumerable.Range(1, blocks).Select(b => $"{b}"), .. width == 256 ? ["down_out"] : Array.Empty<string>()])
            {
                Layer($"conv{width}_{block}/conv1", 3, channels, width);
                Layer($"conv{width}_{block}/conv2", 3, width, width);
                channels = width;
            }
        }

        Quantized("fc", 0.06, 256, 128);
        File.WriteAllText(Manifest, JsonSerializer.Serialize(new[] { new { weights = entries, paths = new[] { "weights.bin" } } }));

        void Layer(string name, int size, int from, int to)
        {
            Quantized(name + "/conv/filters", Math.Sqrt(2.0 / (size * size * from)), size, size, from, to);
            Quantized(name + "/conv/bias", 0.01, to);
            Plain(name + "/scale/weights", to);
            Quantized(name + "/scale/biases", 0.1, to);
        }

        void Quantized(string name, double deviation, params int[] shape)
        {
            byte[] drawn = new byte[shape.Aggregate((a, b) => a * b)];
            random.NextBytes(drawn);
            bytes.Write(drawn);
            double scale = deviation / 73.9;
            entries.Add(new { name, shape, dtype = "float32", quantization = new { dtype = "uint8", scale, min = -127.5 * scale } });
        }

        void Plain(string name, int count)
        {
            foreach (float value in Enumerable.Range(0, count).Select(_ => 0.5f + random.NextSingle()))
            {
                bytes.Write(BitConverter.GetBytes(value));
            }

            entries.Add(new { name, shape = new[] { count }, dtype = "float32" });
        }
    }

    public string Weights => Path.Join(_folder.FullName, "weights.bin");

    public string Manifest => Path.Join(_folder.FullName, "manifest.json");

    public void Dispose() => _folder.Delete(recursive: true);
}
