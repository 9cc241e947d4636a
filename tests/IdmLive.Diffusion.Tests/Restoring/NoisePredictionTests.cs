using IdmLive.Diffusion.Models;
using IdmLive.Diffusion.Network;
using IdmLive.Diffusion.Restoring;
using IdmLive.Diffusion.Schedules;
using IdmLive.Diffusion.Tests.Models;
using IdmLive.Diffusion.Tests.Network;
using IdmLive.Pipeline.Restoring;
using OpenCvSharp;
using static TorchSharp.torch;
using Scalar = OpenCvSharp.Scalar;

namespace IdmLive.Diffusion.Tests.Restoring;

public sealed class NoisePredictionTests
{
    private const int Size = 64;
    private const int Seed = 5;

    [Fact]
    public void Chain_of_a_network_that_predicts_noise_follows_equations_5_and_8()
    {
        double[] levels = [.3, .7];
        using ModelFixture model = new(prediction: Prediction.Noise, levels: new Dictionary<int, IReadOnlyList<double>> { [2] = levels });
        ModelPackage package = ModelPackage.Load(model.Folder);
        using Mat crop = Draw(), restored = new(Size, Size, MatType.CV_8UC3);
        using (DiffusionRestorer restorer = new(package, new RestorerOptions { Steps = 2, Arithmetic = Arithmetic.Float32 }))
        {
            restorer.Restore([new FaceCrop(crop, Seed)], [restored]);
        }

        float[] expected = Expected(package, crop, levels);
        double largest = 0;
        for (int c = 0; c < 3; c++)
        {
            for (int i = 0; i < Size * Size; i++)
            {
                double byteValue = Math.Clamp((expected[(c * Size * Size) + i] + 1) * 127.5, 0, 255);
                Vec3b got = restored.At<Vec3b>(i / Size, i % Size);
                largest = Math.Max(largest, Math.Abs(byteValue - got[2 - c]));
            }
        }

        Assert.InRange(largest, 0, .6);
    }

    [Fact]
    public void Prediction_of_the_image_is_what_a_manifest_means_that_does_not_say()
    {
        using ModelFixture image = new(), noise = new(prediction: Prediction.Noise);
        Assert.DoesNotContain("prediction", File.ReadAllText(image.ManifestPath), StringComparison.Ordinal);
        Assert.Contains("\"prediction\": \"noise\"", File.ReadAllText(noise.ManifestPath), StringComparison.Ordinal);
        Assert.Equal(Prediction.X0, ModelManifest.Read(image.ManifestPath).Prediction);
        Assert.Equal(Prediction.Noise, ModelManifest.Read(noise.ManifestPath).Prediction);
    }

    /// <summary>The chain by hand: the network alone is the library's.</summary>
    private static float[] Expected(ModelPackage package, Mat crop, double[] levels)
    {
        using TorchSharp.DisposeScope scope = NewDisposeScope();
        using IDisposable noGradient = no_grad();
        using NoiseBank bank = new(levels.Length, Size, CPU);
        float[] noise = NetworkFixture.Values(bank.Get(Seed));
        Tensor[] parameters = NetworkFixture.Parameters(package.Network, package.Parameters.ToArray());
        int count = 3 * Size * Size;
        float[] y = new float[count], xt = new float[count], x0 = new float[count];
        for (int i = 0; i < count; i++)
        {
            int place = i % (Size * Size);
            y[i] = (crop.At<Vec3b>(place / Size, place % Size)[2 - (i / (Size * Size))] / 127.5f) - 1;
            xt[i] = (float)((Math.Sqrt(levels[0]) * y[i]) + (Math.Sqrt(1 - levels[0]) * noise[i]));
        }

        for (int step = 0; step < levels.Length; step++)
        {
            double a = levels[step];
            Tensor images = cat([tensor(xt, [1, 3, Size, Size]), tensor(y, [1, 3, Size, Size])], 1).permute(0, 2, 3, 1).contiguous().permute(0, 3, 1, 2);
            float[] predicted = NetworkFixture.Values(package.Network.Forward(parameters, images, tensor(new[] { (float)Math.Sqrt(a) })));
            for (int i = 0; i < count; i++)
            {
                x0[i] = (float)Math.Clamp((xt[i] - (Math.Sqrt(1 - a) * predicted[i])) / Math.Sqrt(a), -1, 1);
            }

            if (step + 1 < levels.Length)
            {
                StepWeights w = package.Schedule.Ancestral(a, levels[step + 1]);
                for (int i = 0; i < count; i++)
                {
                    xt[i] = (float)((w.X0 * x0[i]) + (w.Xt * xt[i]) + (w.Noise * noise[((step + 1) * count) + i]));
                }
            }
        }

        return x0;
    }

    private static Mat Draw()
    {
        Mat mat = new(Size, Size, MatType.CV_8UC3, Scalar.All(100));
        Random random = new(2);
        for (int i = 0; i < 12; i++)
        {
            Cv2.Circle(mat, new Point(random.Next(Size), random.Next(Size)), random.Next(4, 20), new Scalar(random.Next(256), random.Next(256), random.Next(256)), -1);
        }

        return mat;
    }
}
