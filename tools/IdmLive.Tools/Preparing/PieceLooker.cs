using System.Collections.Concurrent;
using System.Security.Cryptography;
using IdmLive.Pipeline.Imaging;
using IdmLive.Training.Data;
using OpenCvSharp;

namespace IdmLive.Tools.Preparing;

/// <summary>Cuts the crops of pieces on several threads at once, and gives them back in order. Dispose of it only when all have come back.</summary>
internal sealed class PieceLooker : IDisposable
{
    private readonly BlockingCollection<CropCutter> _cutters = [];
    private readonly string _nothing;

    /// <summary>Loads a detector for each thread.</summary>
    public PieceLooker(CropRules rules, int threads)
    {
        _nothing = rules.Align ? "no face was found" : "the picture is smaller than 16 px";
        for (int i = 0; i < threads; i++)
        {
            _cutters.Add(new CropCutter(rules));
        }
    }

    /// <summary>Looks at pieces a few ahead of the caller; never holds more of them than twice the threads.</summary>
    /// <param name="pieces">Asked for one after the other on the calling thread.</param>
    public IEnumerable<PieceResult> Look(IEnumerable<Piece> pieces)
    {
        Queue<Task<PieceResult>> ahead = new();
        int most = 2 * _cutters.Count;
        try
        {
            foreach (Piece piece in pieces)
            {
                ahead.Enqueue(Task.Run(() => Look(piece)));
                if (ahead.Count >= most)
                {
                    yield return ahead.Dequeue().GetAwaiter().GetResult();
                }
            }

            while (ahead.Count > 0)
            {
                yield return ahead.Dequeue().GetAwaiter().GetResult();
            }
        }
        finally
        {
            // The caller left early: the detectors must not be taken from under those that still look.
            Task.WhenAll(ahead).ContinueWith(_ => { }, TaskScheduler.Default).Wait();
        }
    }

    /// <summary>The hash of a file.</summary>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static string Hash(string path)
    {
        using FileStream file = File.OpenRead(path);
        return Convert.ToHexStringLower(SHA256.HashData(file));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        while (_cutters.TryTake(out CropCutter? cutter))
        {
            cutter.Dispose();
        }

        _cutters.Dispose();
    }

    private PieceResult Look(Piece piece)
    {
        if (piece.Frame is null && piece.Source.IsVideo)
        {
            return new(piece, piece.Sha256, [], piece.Fault);
        }

        CropCutter cutter = _cutters.Take();
        try
        {
            if (piece.Frame is { } frame)
            {
                using (frame)
                {
                    return new(piece, piece.Sha256, cutter.Cut(frame), null);
                }
            }

            return LookAtPicture(piece, cutter);
        }
        finally
        {
            _cutters.Add(cutter);
        }
    }

    private PieceResult LookAtPicture(Piece piece, CropCutter cutter)
    {
        string? hash = null;
        try
        {
            hash = Hash(piece.Source.Path);
            using ImageFile file = ImageFile.Read(piece.Source.Path);
            using Mat image = file.ToEightBit();
            IReadOnlyList<CropCut> cuts = cutter.Cut(image);
            return new(piece, hash, cuts, cuts.Count == 0 ? _nothing : null);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or OpenCVException)
        {
            return new(piece, hash, [], e.Message);
        }
    }
}
