using System.Runtime.InteropServices;
using IdmLive.Diffusion.Restoring;
using OpenCvSharp;
using TorchSharp;
using static TorchSharp.torch;

namespace IdmLive.Diffusion.Streaming;

/// <summary>
/// The border between crops and tensors at one size of the network. Below the crop's own size only what the network changed is brought back up, so that
/// detail of the input that is finer than the network's grid survives. One thread; buffers are kept.
/// </summary>
internal sealed class StreamImages : IDisposable
{
    private readonly int _cropSize;
    private readonly CropTensors _border;
    private readonly NoiseBank _noise;
    private readonly Device _device;
    private readonly List<Mat> _inputs = [], _earlier = [], _results = [], _shown = [];
    private readonly Mat _change = new(), _largeChange = new();
    private Tensor? _trust;

    /// <summary>Makes the border.</summary>
    /// <param name="size">Width and height that the network runs at.</param>
    /// <param name="cropSize">Width and height of the crops.</param>
    /// <param name="device">Where tensors lie.</param>
    public StreamImages(int size, int cropSize, Device device)
    {
        (Size, _cropSize, _device) = (size, cropSize, device);
        _border = new(size, device);
        _noise = new(1, size, device);
    }

    /// <summary>Width and height that the network runs at.</summary>
    public int Size { get; }

    /// <summary>Crops as a tensor [batch, 3, size, size].</summary>
    public Tensor LoadInputs(IReadOnlyList<Mat> crops) => Load(crops, _inputs);

    /// <summary>Moved results as a tensor [batch, 3, size, size].</summary>
    public Tensor LoadEarlier(IReadOnlyList<Mat> moved) => Load(moved, _earlier);

    /// <summary>Maps of trust as a tensor [batch, 1, size, size], 0 to 1.</summary>
    public Tensor LoadTrust(IReadOnlyList<Mat> trust)
    {
        using DisposeScope scope = NewDisposeScope();
        int side = trust[0].Width;
        if (_trust is null || _trust.shape[0] != trust.Count)
        {
            _trust?.Dispose();
            _trust = empty([trust.Count, 1, side, side], dtype: ScalarType.Float32).DetachFromDisposeScope();
        }

        Span<float> values = MemoryMarshal.Cast<byte, float>(_trust.bytes);
        for (int i = 0; i < trust.Count; i++)
        {
            trust[i].AsSpan<float>().CopyTo(values[(i * side * side)..]);
        }

        Tensor small = TorchDevice.Upload(_trust, _device);
        return nn.functional.interpolate(small, [Size, Size], mode: InterpolationMode.Bilinear, align_corners: false).MoveToOuterDisposeScope();
    }

    /// <summary>The noise of tracks, [batch, 3, size, size]: for each seed the same in every frame.</summary>
    public Tensor Noise(IReadOnlyList<long> seeds) => seeds.Count == 1 ? _noise.Get(seeds[0]).alias() : cat([.. seeds.Select(_noise.Get)], 0);

    /// <summary>Takes results out, as what the next frame starts from.</summary>
    /// <param name="x">[batch, 3, size, size].</param>
    /// <param name="results">Overwritten, of the crop's size.</param>
    public void StoreResults(Tensor x, IReadOnlyList<Mat> results)
    {
        if (Size == _cropSize)
        {
            _border.Store(x, results);
            return;
        }

        List<Mat> small = Buffers(_results, results.Count);
        _border.Store(x, small);
        for (int i = 0; i < results.Count; i++)
        {
            Cv2.Resize(small[i], results[i], new OpenCvSharp.Size(_cropSize, _cropSize), 0, 0, InterpolationFlags.Cubic);
        }
    }

    /// <summary>Takes out what is shown at a size below the crop's own: the crop itself, and what changed brought up.</summary>
    /// <param name="shown">[batch, 3, size, size].</param>
    /// <param name="crops">The crops that <see cref="LoadInputs"/> was given last.</param>
    /// <param name="restored">Overwritten, of the crop's size.</param>
    public void StoreShown(Tensor shown, IReadOnlyList<Mat> crops, IReadOnlyList<Mat> restored)
    {
        List<Mat> small = Buffers(_shown, restored.Count);
        _border.Store(shown, small);
        for (int i = 0; i < restored.Count; i++)
        {
            Cv2.Subtract(small[i], _inputs[i], _change, null, MatType.CV_16S);
            Cv2.Resize(_change, _largeChange, new OpenCvSharp.Size(_cropSize, _cropSize), 0, 0, InterpolationFlags.Cubic);
            Cv2.Add(crops[i], _largeChange, restored[i], null, MatType.CV_8U);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _noise.Dispose();
        _trust?.Dispose();
        foreach (Mat mat in _inputs.Concat(_earlier).Concat(_results).Concat(_shown))
        {
            mat.Dispose();
        }

        _change.Dispose();
        _largeChange.Dispose();
    }

    private Tensor Load(IReadOnlyList<Mat> pictures, List<Mat> buffers)
    {
        IReadOnlyList<Mat> sized = pictures;
        if (Size != _cropSize)
        {
            sized = Buffers(buffers, pictures.Count);
            for (int i = 0; i < pictures.Count; i++)
            {
                Cv2.Resize(pictures[i], sized[i], new OpenCvSharp.Size(Size, Size), 0, 0, InterpolationFlags.Area);
            }
        }

        return _border.Load(sized);
    }

    private List<Mat> Buffers(List<Mat> buffers, int count)
    {
        while (buffers.Count < count)
        {
            buffers.Add(new Mat(Size, Size, MatType.CV_8UC3));
        }

        return buffers.Count == count ? buffers : buffers[..count];
    }
}
