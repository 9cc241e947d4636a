using IdmLive.Diffusion.Network;
using IdmLive.Pipeline.Restoring;
using OpenCvSharp;
using TorchSharp;
using static TorchSharp.torch;

namespace IdmLive.Diffusion.Restoring;

/// <summary>The border between pictures and tensors. One thread.</summary>
internal sealed class CropTensors : IDisposable
{
    private readonly int _size;
    private readonly Device _device;
    private Tensor? _bytes;

    /// <summary>Makes the border for crops of one size.</summary>
    public CropTensors(int size, Device device) => (_size, _device) = (size, device);

    /// <summary>Brings crops in.</summary>
    /// <returns>[batch, 3, size, size], RGB, -1..1, 32-bit, channels-last; new, in the surrounding dispose scope.</returns>
    public Tensor Load(IReadOnlyList<FaceCrop> crops)
    {
        Tensor bytes = Buffer(crops.Count);
        for (int i = 0; i < crops.Count; i++)
        {
            Load(crops[i].Pixels, bytes, i);
        }

        return Scaled(bytes);
    }

    /// <summary>Brings pictures in.</summary>
    /// <inheritdoc cref="Load(IReadOnlyList{FaceCrop})"/>
    public Tensor Load(IReadOnlyList<Mat> pictures)
    {
        Tensor bytes = Buffer(pictures.Count);
        for (int i = 0; i < pictures.Count; i++)
        {
            Load(pictures[i], bytes, i);
        }

        return Scaled(bytes);
    }

    /// <summary>Takes images out, rounded to bytes.</summary>
    /// <param name="images">[batch, 3, size, size], RGB, -1..1; not changed.</param>
    /// <param name="crops">Overwritten, 8-bit BGR.</param>
    public void Store(Tensor images, IReadOnlyList<Mat> crops)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor scaled = images.add(ScalarConstants.One, ScalarConstants.One).mul_(ScalarConstants.UnitToByte).round_()
            .clamp_(ScalarConstants.Zero, ScalarConstants.MaxByte);
        Tensor bytes = Buffer(crops.Count);
        bytes.copy_(scaled.permute(0, 2, 3, 1));
        for (int i = 0; i < crops.Count; i++)
        {
            using Mat source = Slot(bytes, i);
            Cv2.CvtColor(source, crops[i], ColorConversionCodes.RGB2BGR);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _bytes?.Dispose();

    private void Load(Mat picture, Tensor bytes, int index)
    {
        using Mat target = Slot(bytes, index);
        Cv2.CvtColor(picture, target, ColorConversionCodes.BGR2RGB);
    }

    private Tensor Scaled(Tensor bytes) =>
        bytes.to(_device).to_type(ScalarType.Float32)
            .mul_(ScalarConstants.ByteToUnit).add_(ScalarConstants.MinusOne, ScalarConstants.One).permute(0, 3, 1, 2);

    private Tensor Buffer(int count)
    {
        if (_bytes is null || _bytes.shape[0] != count)
        {
            _bytes?.Dispose();
            _bytes = empty([count, _size, _size, 3], dtype: ScalarType.Byte).DetachFromDisposeScope();
        }

        return _bytes;
    }

    private unsafe Mat Slot(Tensor bytes, int index)
    {
        fixed (byte* start = bytes.bytes)
        {
            // Native memory: it does not move after the span's pinning ends.
            return Mat.FromPixelData(_size, _size, MatType.CV_8UC3, (nint)start + (index * (nint)_size * _size * 3));
        }
    }
}
