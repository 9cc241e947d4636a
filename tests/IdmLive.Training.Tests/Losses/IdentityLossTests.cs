using System.Runtime.InteropServices;
using IdmLive.Diffusion.Models;
using IdmLive.Pipeline.Faces;
using IdmLive.Training.Losses;
using OpenCvSharp;
using TorchSharp;
using static IdmLive.Training.Tests.Losses.LossValues;
using static TorchSharp.torch;
using Tensor = TorchSharp.torch.Tensor;

namespace IdmLive.Training.Tests.Losses;

public sealed class IdentityLossTests : IDisposable
{
    private readonly FaceResNetFiles _files = new(seed: 1);

    public void Dispose() => _files.Dispose();

    [Fact]
    public void Two_moments_of_one_person_are_closer_than_any_two_persons()
    {
        using IdentityLoss loss = new(
            SharedFile.OrSkip("models/identity/face_recognition_model.bin"),
            SharedFile.OrSkip("models/identity/face_recognition_model-weights_manifest.json"), CPU, ScalarType.Float32);
        using DisposeScope scope = NewDisposeScope();
        using IDisposable noGradient = no_grad();
        using BlazeFaceDetector detector = new();
        string[] clips = ["data/video/talk-1.mp4", "data/video/talk-2.mp4"];
        Tensor[] early = [.. clips.Select(c => Crop(Frame(c, 5)))], late = [.. clips.Select(c => Crop(Frame(c, 150)))];
        float same = Math.Max(Value(loss.Compute(early[0], late[0])), Value(loss.Compute(early[1], late[1])));
        float different = Math.Min(Value(loss.Compute(early[0], late[1])), Value(loss.Compute(early[1], late[0])));
        TestContext.Current.TestOutputHelper?.WriteLine($"same {same:0.000}, different {different:0.000}");
        Assert.True(same < 0.06 && different > 0.08, $"same {same}, different {different}");

        Tensor Crop(Mat image)
        {
            using Mat crop = new(IdentityLoss.CropSize, IdentityLoss.CropSize, MatType.CV_8UC3);
            FaceWarp.ToCrop(image, FaceTemplate.Align(detector.Detect(image)[0].KeyPoints, crop.Width), crop);
            image.Dispose();
            return ToTensor(crop);
        }
    }

    [Fact]
    public void Gradient_is_that_of_finite_differences()
    {
        using IdentityLoss loss = new(_files.Weights, _files.Manifest, CPU, ScalarType.Float32);
        using DisposeScope scope = NewDisposeScope();
        Tensor x = Faces(1, seed: 4), x0 = Faces(1, seed: 5).requires_grad_(true);
        Assert.Equal(1, SlopeAlongGradient(loss.Compute, x0, x, 0.05f), 0.05);
    }

    [Fact]
    public void Features_are_apart_where_faces_are_and_their_gradient_is_that_of_finite_differences()
    {
        using IdentityLoss loss = new(_files.Weights, _files.Manifest, CPU, ScalarType.Float32);
        using DisposeScope scope = NewDisposeScope();
        Tensor x = Faces(1, seed: 4), x0 = Faces(1, seed: 5).requires_grad_(true);
        Assert.Equal(0, Value(loss.Compare(x, x).Features));
        Assert.Equal(Value(loss.Compute(x0, x)), Value(loss.Compare(x0, x).Embedding));
        Assert.Equal(1, SlopeAlongGradient((a, b) => loss.Compare(a, b).Features, x0, x, 0.05f), 0.05);
    }

    [Fact]
    public void Equal_faces_lose_nothing_and_no_tensor_is_left_over()
    {
        long before = Tensor.TotalCount;
        using (DisposeScope scope = NewDisposeScope())
        using (IdentityLoss loss = new(_files.Weights, _files.Manifest, CPU, ScalarType.BFloat16))
        {
            Tensor x = Faces(2, seed: 6).requires_grad_(true), x0 = Faces(2, seed: 7).requires_grad_(true);
            Assert.Equal(0, Value(loss.Compute(x, x)));
            Tensor apart = loss.Compute(x0, x);
            Assert.InRange(Value(apart), 1e-5f, 2);
            apart.backward();
            Assert.Null(x.grad);
            Assert.Contains(Floats(x0.grad!), g => g != 0);
        }

        Assert.Equal(before, Tensor.TotalCount);
    }

    [Fact]
    public void Shapes_that_do_not_fit_are_named()
    {
        using IdentityLoss loss = new(_files.Weights, _files.Manifest, CPU, ScalarType.Float32);
        using DisposeScope scope = NewDisposeScope();
        Assert.Contains("[1, 3, 128, 128]", Assert.Throws<ArgumentException>(() => loss.Compute(zeros(1, 3, 128, 128), zeros(1, 3, 128, 128))).Message);
    }

    [Fact]
    public void Files_that_do_not_fit_each_other_are_refused_in_a_sentence()
    {
        File.WriteAllBytes(_files.Weights, File.ReadAllBytes(_files.Weights)[..1000]);
        ModelException e = Assert.Throws<ModelException>(() => new IdentityLoss(_files.Weights, _files.Manifest, CPU, ScalarType.Float32));
        Assert.Contains(_files.Weights, e.Message);
        Assert.Contains("beyond the end", e.Message);
    }

    private static Mat Frame(string clip, int frame)
    {
        using VideoCapture capture = new(SharedFile.OrSkip(clip));
        Mat image = new();
        for (int i = 0; i <= frame; i++)
        {
            Assert.True(capture.Read(image));
        }

        return image;
    }

    private static Tensor ToTensor(Mat crop)
    {
        using Mat floats = new();
        crop.ConvertTo(floats, MatType.CV_32FC3, 1 / 127.5, -1);
        floats.GetArray(out Vec3f[] pixels);
        return tensor(MemoryMarshal.Cast<Vec3f, float>(pixels).ToArray(), [1, crop.Height, crop.Width, 3]).flip(3).permute(0, 3, 1, 2);
    }

    // Blobs of random colours, -1..1.
    private static Tensor Faces(int count, int seed)
    {
        Random random = new(seed);
        float[] coarse = [.. Enumerable.Range(0, count * 3 * 16 * 16).Select(_ => (2 * random.NextSingle()) - 1)];
        return nn.functional.interpolate(tensor(coarse, [count, 3, 16, 16]), [256, 256], mode: InterpolationMode.Bilinear, align_corners: false);
    }
}
