using System.Globalization;
using System.Security.Cryptography;
using IdmLive.Pipeline.Imaging;
using IdmLive.Pipeline.Media;
using IdmLive.Training.Data;
using OpenCvSharp;

namespace IdmLive.Tools.Preparing;

/// <summary>
/// Turns folders of pictures and videos into a prepared folder: crops of all sizes, set-aside ones under <c>set-aside</c>, and a
/// manifest. Whatever ends it, it goes on where it was: a crop's files come first, each whole under its name, then its journal
/// line. Sources are taken by name, and those of earlier runs stay, so that the same runs always give the same folder.
/// </summary>
public sealed class Preparation
{
    private const string SetAside = "set-aside";

    private readonly PrepareOptions _options;
    private readonly CropRules _rules;
    private readonly CropJudge _judge;
    private readonly HashSet<string> _begun = [];

    /// <summary>Prepares a run.</summary>
    /// <exception cref="ArgumentException">An option is out of range.</exception>
    public Preparation(PrepareOptions options)
    {
        _options = options;
        _rules = options.Rules.Checked();
        _judge = new(_rules, Thumbnail);
        if (options.Threads < 1)
        {
            throw new ArgumentException($"{options.Threads} threads were asked for; give 1 or more.");
        }
    }

    /// <summary>Does what is not done yet and writes the manifest, also where it is asked to stop before the end.</summary>
    /// <param name="progress">Told how many of how many pictures and frames are done.</param>
    /// <param name="cancellation">Asks to stop after the pieces under way.</param>
    /// <exception cref="ArgumentException">The inputs hold nothing, or the output cannot be gone on with.</exception>
    /// <exception cref="MediaException">There are videos and no ffmpeg.</exception>
    /// <exception cref="IOException">The output cannot be written; what is there stays and can be gone on with.</exception>
    public CropManifest Run(Action<long, long>? progress, CancellationToken cancellation)
    {
        Cv2.SetNumThreads(1);
        IReadOnlyList<SourceFile> sources = SourceList.Find(_options.Inputs, _options.Output);
        using PreparationJournal journal = PreparationJournal.Open(_options.Output, _rules);
        foreach (CropRecord crop in journal.Entries.SelectMany(e => e.Crops))
        {
            _judge.Remember(crop);
        }

        MakeFolders();
        SourceFile[] open = [.. sources.Where(s => !journal.IsDone(s))];
        VideoFrames? videos = open.Any(s => s.IsVideo) ? new(_rules.Every) : null;
        Dictionary<SourceFile, long> expected = open.ToDictionary(s => s, s => s.IsVideo ? videos!.Estimate(s) : 1);
        long done = 0, total = expected.Values.Sum();
        using PieceLooker looker = new(_rules, _options.Threads);
        foreach (PieceResult result in looker.Look(Pieces(open, videos, journal, cancellation)))
        {
            Commit(result, journal);
            if (result.Piece.Frame is not null || !result.Piece.Source.IsVideo)
            {
                done++;
                expected[result.Piece.Source]--;
            }
            else
            {
                total -= expected[result.Piece.Source]; // frames that were expected and did not come, or came beyond
            }

            progress?.Invoke(done, total);
        }

        CropManifest manifest = Manifest(journal, complete: !cancellation.IsCancellationRequested);
        manifest.Write(_options.Output);
        return manifest;
    }

    private static CropRecord Record(PieceResult result, CropCut cut, int number)
    {
        string frame = result.Piece.Number is { } n ? string.Create(CultureInfo.InvariantCulture, $"-f{n:D6}") : string.Empty;
        return new()
        {
            Id = string.Create(CultureInfo.InvariantCulture, $"{result.Sha256![..16]}{frame}-{number}"),
            Source = result.Piece.Source.Name,
            SourceSha256 = result.Sha256,
            FrameSeconds = result.Piece.Seconds is { } seconds ? Math.Round(seconds, 6) : null,
            Score = cut.Face is { } face ? Math.Round(face.Score, 4) : null,
            Landmarks = cut.Face is { KeyPoints: var p } ? [Pair(p.RightEye), Pair(p.LeftEye), Pair(p.Nose), Pair(p.RightMouthCorner), Pair(p.LeftMouthCorner)] : null,
            FaceWidth = cut.Face is { } found ? Math.Round(found.Box.Width, 2) : null,
            SquareSide = Math.Round(cut.SquareSide, 2),
            Inside = Math.Round(cut.Inside, 4),
            Sharpness = Math.Round(cut.Sharpness, 3),
            Hash = PerceptualHash.ToText(cut.Hash),
            Split = default,
            State = default,
            Files = [],
        };

        static double[] Pair(Point2f p) => [Math.Round(p.X, 3), Math.Round(p.Y, 3)];
    }

    private IEnumerable<Piece> Pieces(SourceFile[] sources, VideoFrames? videos, PreparationJournal journal, CancellationToken cancellation)
    {
        foreach (SourceFile source in sources)
        {
            foreach (Piece piece in source.IsVideo ? VideoPieces(source, videos!, journal) : [new Piece(source)])
            {
                if (cancellation.IsCancellationRequested)
                {
                    piece.Frame?.Dispose();
                    yield break;
                }

                yield return piece;
            }
        }
    }

    private IEnumerable<Piece> VideoPieces(SourceFile source, VideoFrames videos, PreparationJournal journal)
    {
        string hash;
        try
        {
            hash = PieceLooker.Hash(source.Path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return [new Piece(source) { Fault = e.Message }];
        }

        return journal.DoneAs(hash) is null && _begun.Add(hash) ? videos.Read(source, hash, journal.LastFrame(hash)) : [new Piece(source) { Sha256 = hash }];
    }

    private void Commit(PieceResult result, PreparationJournal journal)
    {
        SourceFile source = result.Piece.Source;
        JournalEntry entry = new()
        {
            Source = source.Name,
            Length = source.Length,
            Modified = source.Modified,
            Sha256 = result.Sha256,
            Frame = result.Piece.Number,
            Stretch = result.Piece.Stretch,
            Done = result.Piece.Frame is null,
            Skipped = result.Skipped?.Replace(source.Path, source.Name, StringComparison.Ordinal),
        };
        if (result.Sha256 is not null && journal.DoneAs(result.Sha256) is { } before)
        {
            entry = entry with { Skipped = before == source.Name ? null : $"the same file as {before}" };
        }
        else
        {
            CropRecord[] crops = [.. result.Cuts.Select((cut, i) => Write(_judge.Judge(Record(result, cut, i), cut.Thumbnail), cut))];
            entry = entry with { Crops = crops };
            if (source.IsVideo && entry.Done && entry.Skipped is null)
            {
                JournalEntry[] frames = [.. journal.Entries.Where(e => e.Sha256 == result.Sha256)];
                string what = _rules.Align ? "no face was found" : "nothing could be cut";
                entry = entry with { Skipped = frames.All(f => f.Crops.Count == 0) ? $"{what} in {frames.Length} frames" : null };
            }
        }

        journal.Append(entry);
    }

    private byte[] Thumbnail(CropRecord crop)
    {
        using Mat grey = Cv2.ImRead(Path.Join(_options.Output, crop.Files[0].Path), ImreadModes.Grayscale);
        return PictureLikeness.Thumbnail(grey);
    }

    private CropRecord Write(CropRecord crop, CropCut cut)
    {
        List<CropFile> files = [];
        foreach ((int size, byte[] png) in cut.Pictures)
        {
            string path = string.Create(CultureInfo.InvariantCulture, $"{(crop.State == CropState.Kept ? string.Empty : SetAside + "/")}{size}/{crop.Id}.png");
            WholeFile.Write(Path.Join(_options.Output, path), png);
            files.Add(new(size, path, png.Length, Convert.ToHexStringLower(SHA256.HashData(png))));
        }

        CropRecord written = crop with { Files = files };
        _judge.Remember(written);
        return written;
    }

    /// <summary>Makes the folders and takes away what an interruption left under temporary names.</summary>
    private void MakeFolders()
    {
        foreach (int size in _rules.Sizes)
        {
            string name = size.ToString(CultureInfo.InvariantCulture);
            foreach (string folder in new[] { Path.Join(_options.Output, name), Path.Join(_options.Output, SetAside, name) })
            {
                Directory.CreateDirectory(folder);
                foreach (string left in Directory.EnumerateFiles(folder, ".*.tmp").ToArray())
                {
                    File.Delete(left);
                }
            }
        }
    }

    private CropManifest Manifest(PreparationJournal journal, bool complete)
    {
        CropRecord[] crops = [.. journal.Entries.SelectMany(e => e.Crops)];
        SkippedSource[] skipped =
        [
            .. journal.Entries.Where(e => e.Done).GroupBy(e => (e.Source, e.Sha256)).Select(g => g.Last())
                .Where(e => e.Skipped is not null).Select(e => new SkippedSource(e.Source, e.Skipped!)),
        ];
        int kept = crops.Count(c => c.State == CropState.Kept);
        return new()
        {
            Format = CropManifest.CurrentFormat,
            Complete = complete,
            Rules = _rules,
            Counts = new(kept, crops.Length - kept, skipped.Length),
            Crops = crops,
            Skipped = skipped,
        };
    }
}
