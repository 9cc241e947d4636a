using IdmLive.Diffusion.Network;
using IdmLive.Pipeline.Restoring;
using OpenCvSharp;
using TorchSharp;
using static TorchSharp.torch;

namespace IdmLive.Diffusion.Restoring;

/// <summary>The border between pictures and tensors. One thread.</summary>
internal sealed class CropTensors
{
    private readonly int _size;
    private readonly Device _device;

    /// <summary>Makes the border for crops of one size.</summary>
    public CropTensors(int size, Device device) => (_size, _device) = (size, device);

    /// <summary>Brings crops in.</summary>
    /// <returns>[batch, 3, size, size], RGB, -1..1, 32-bit, contiguous; new, in the surrounding dispose scope.</returns>
    public Tensor Load(IReadOnlyList<FaceCrop> crops)
    {
        Tensor images = Empty(crops.Count);
        for (int i = 0; i < crops.Count; i++)
        {
            Load(crops[i].Pixels, images, i);
        }

        return TorchDevice.Upload(images, _device);
    }

    /// <summary>Brings pictures in.</summary>
    /// <inheritdoc cref="Load(IReadOnlyList{FaceCrop})"/>
    public Tensor Load(IReadOnlyList<Mat> pictures)
    {
        Tensor images = Empty(pictures.Count);
        for (int i = 0; i < pictures.Count; i++)
        {
            Load(pictures[i], images, i);
        }

        return TorchDevice.Upload(images, _device);
    }

    /// <summary>Takes images out, rounded to bytes.</summary>
    /// <param name="images">[batch, 3, size, size], RGB, -1..1, 32-bit; not changed.</param>
    /// <param name="crops">Overwritten, 8-bit BGR.</param>
    public unsafe void Store(Tensor images, IReadOnlyList<Mat> crops)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor planes = images.cpu().contiguous();
        for (int i = 0; i < crops.Count; i++)
        {
            crops[i].Create(_size, _size, MatType.CV_8UC3);
            ColourPlanes.Write(Planes(planes, i), crops[i]);
        }
    }

    private Tensor Empty(int count) => empty([count, 3, _size, _size], dtype: ScalarType.Float32);

    private unsafe void Load(Mat picture, Tensor images, int index)
    {
        if (picture.Width != _size || picture.Height != _size || picture.Type() != MatType.CV_8UC3)
        {
            throw new ArgumentException($"A picture is {picture.Width}x{picture.Height} {picture.Type()}; {_size}x{_size} CV_8UC3 was expected.");
        }

        ColourPlanes.Read(picture, Planes(images, index));
    }

    private unsafe float* Planes(Tensor images, int index) => TensorMemory.At(images, (long)index * 3 * _size * _size);
}
