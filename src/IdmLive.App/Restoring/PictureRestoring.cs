using System.Diagnostics;
using IdmLive.App.People;
using IdmLive.Pipeline.Imaging;
using IdmLive.Pipeline.People;
using IdmLive.Pipeline.Restoring;
using IdmLive.Pipeline.Session;
using OpenCvSharp;

namespace IdmLive.App.Restoring;

/// <summary>Restores pictures, each for itself; one that fails does not keep the others from being restored.</summary>
internal sealed class PictureRestoring
{
    private readonly IRestorerFactory _restorers;
    private readonly ProgressDisplay _progress;
    private readonly Action<string, bool> _tell;
    private readonly LatencyHistogram _work = new(), _read = new(), _find = new(), _restore = new(), _putBack = new(), _write = new();
    private long _done, _withFace, _faces;
    private int _failed;

    /// <summary>Makes a run.</summary>
    /// <param name="restorers">Makes the restorer.</param>
    /// <param name="progress">Shows how far it is.</param>
    /// <param name="tell">Takes sentences for the user; true where they are no more than news.</param>
    public PictureRestoring(IRestorerFactory restorers, ProgressDisplay progress, Action<string, bool> tell)
    {
        _restorers = restorers;
        _progress = progress;
        _tell = tell;
    }

    /// <summary>Restores all pictures.</summary>
    /// <exception cref="Exception">There is no model, or not a single picture could be restored.</exception>
    public RestoreResult Run(RestoreOptions options, RestoreInputs inputs, CancellationToken stop)
    {
        EnrolledPeople people = options.Strength > 0
            ? PeopleChoice.Choose(options.People, options.Model, () => _restorers.ReadPeople(options), sentence => _tell(sentence, false)) : EnrolledPeople.None;
        using IFaceRestorer? restorer = options.Strength > 0 ? _restorers.Create(options, people) : null;
        using IPersonMatcher? matcher = PeopleChoice.Offline(people, options.People, !options.Unguarded);
        int cropSize = restorer?.CropSize ?? 256;
        using IFaceExtractor extractor = FaceExtractorFactory.Create(options, cropSize, isVideo: false);
        using FrameFaces faces = new(cropSize);
        Stopwatch clock = Stopwatch.StartNew();
        bool stopped = _progress.Run("pictures", inputs.Pictures.Count, () => Interlocked.Read(ref _done) + _failed, () =>
        {
            foreach (PicturePair pair in inputs.Pictures)
            {
                if (stop.IsCancellationRequested)
                {
                    return true;
                }

                Try(pair, options, () => RestoreOne(pair, options, extractor, restorer, matcher, faces));
            }

            return false;
        });
        return new()
        {
            Frames = _done,
            FramesWithFace = _withFace,
            Faces = _faces,
            Seconds = clock.Elapsed.TotalSeconds,
            Fps = _done / clock.Elapsed.TotalSeconds,
            P50Ms = _work.Quantile(0.5),
            P95Ms = _work.Quantile(0.95),
            PeakMb = 0,
            Output = options.Output,
            Status = stopped ? "interrupted" : _failed > 0 ? "partial" : "done",
            Model = restorer?.ModelName,
            Steps = restorer?.Steps ?? 0,
            Seed = options.Seed,
            Failed = _failed,
            StagesMs = new(_read.Mean, _find.Mean, _restore.Mean, _putBack.Mean, _write.Mean),
        };

        void Try(PicturePair pair, RestoreOptions o, Action work)
        {
            try
            {
                work();
            }
            catch (Exception e) when (inputs.Pictures.Count > 1 && e is ImageFileException or ArgumentException or OpenCVException)
            {
                // One picture among many: the others go on. A single one is an error of the whole run.
                _failed++;
                _tell(e is ImageFileException ? e.Message : $"{pair.Input}: {e.Message}", false);
                if (_failed == inputs.Pictures.Count)
                {
                    throw new UserException(ExitStatus.BadInput, $"None of the {_failed} pictures could be restored.", e);
                }
            }
            catch (Exception e) when (e is ArgumentException or OpenCVException)
            {
                throw new UserException(ExitStatus.BadInput, $"{pair.Input}: {e.Message}", e);
            }
        }
    }

    private void RestoreOne(PicturePair pair, RestoreOptions options, IFaceExtractor extractor, IFaceRestorer? restorer, IPersonMatcher? matcher, FrameFaces faces)
    {
        long start = Stopwatch.GetTimestamp();
        using ImageFile picture = ImageFile.Read(pair.Input);
        using Mat before = picture.Pixels.Clone();
        using Mat eightBit = picture.ToEightBit();
        long read = Lap(_read, start);
        faces.Clear();
        extractor.Extract(eightBit, TimeSpan.Zero, faces);
        if (matcher is not null)
        {
            matcher.Restart();
            faces.Recognise(matcher);
        }

        long found = Lap(_find, read);
        if (restorer is not null)
        {
            faces.Restore(restorer, options.Seed);
        }

        long restored = Lap(_restore, found);
        if (restorer is not null)
        {
            extractor.PutBack(picture.Pixels, faces, options.Strength);
        }

        long done = Lap(_putBack, restored);
        _work.Add(Stopwatch.GetElapsedTime(read, done));
        if (options.SideBySide)
        {
            Widen(before, picture.Pixels);
            if (picture.Alpha is { } alpha)
            {
                Widen(alpha, alpha);
            }
        }

        Write(picture, pair.Output);
        Lap(_write, done);
        if (faces.Tracked.Count == 0)
        {
            _tell($"{pair.Input}: no face was found; it is written as it was.", true);
        }

        Interlocked.Increment(ref _done);
        _faces += faces.Tracked.Count;
        _withFace += faces.Tracked.Count > 0 ? 1 : 0;
    }

    /// <summary>Puts another picture to the left of one.</summary>
    private static void Widen(Mat left, Mat picture)
    {
        using Mat joined = new();
        Cv2.HConcat([left, picture], joined);
        joined.CopyTo(picture);
    }

    private static void Write(ImageFile picture, string path)
    {
        try
        {
            picture.Write(path);
        }
        catch (ImageFileException e) when (e.InnerException is IOException or UnauthorizedAccessException)
        {
            // Not this picture's fault: the next one would fail as well.
            throw new UserException(ExitStatus.OutputFailed, e.Message, e);
        }
    }

    private static long Lap(LatencyHistogram stage, long since)
    {
        long now = Stopwatch.GetTimestamp();
        stage.Add(Stopwatch.GetElapsedTime(since, now));
        return now;
    }
}
