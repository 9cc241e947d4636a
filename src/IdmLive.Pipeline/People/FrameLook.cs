using System.Globalization;
using OpenCvSharp;

namespace IdmLive.Pipeline.People;

/// <summary>
/// Measures an offered face, judges it and writes it to the frames that wait. The embeddings that people are recognised by are read here and never changed: frames
/// of calls must not move the line between two people. One thread.
/// </summary>
public sealed class FrameLook : IFrameLook
{
    private readonly Dictionary<string, EnrolledPerson> _people;
    private readonly FaceGallery _gallery;
    private readonly LearnedFrames _frames;
    private readonly KeepJudge _judge;
    private readonly CandidateMeter _meter = new();
    private readonly DateTimeOffset _began;

    /// <summary>Prepares.</summary>
    /// <param name="people">Of whom frames are kept, as they are enrolled now.</param>
    /// <param name="everybody">Everybody known by face, these people among them.</param>
    /// <param name="frames">Where frames wait.</param>
    /// <param name="began">When the call began; with the time of a frame it makes the frame's name.</param>
    /// <param name="rules">The rules; the usual ones where null.</param>
    public FrameLook(IEnumerable<EnrolledPerson> people, IReadOnlyList<KnownFace> everybody, LearnedFrames frames, DateTimeOffset began, KeepRules? rules = null)
    {
        _people = people.ToDictionary(p => p.Record.Name);
        _gallery = new(everybody);
        (_frames, _began) = (frames, began);
        _judge = new(rules, _people.ToDictionary(p => p.Key, p => UsualPitch(p.Value)));
    }

    /// <inheritdoc/>
    public string? Look(in OfferedFace face)
    {
        if (face.Crop.Width != FaceCandidate.CropSize)
        {
            return "of another size than is kept";
        }

        CandidateFacts facts = _meter.Measure(face.Crop, face.Face.Face.KeyPoints, face.Crop.Width / face.Face.ImageToCrop.Scale);
        IReadOnlyList<PersonScore> scores = _gallery.Score(_meter.Embed(face.Crop));
        KeepVerdict verdict = _judge.Judge(face.Person, facts, scores);
        return verdict == KeepVerdict.Good ? Words(Keep(face, facts, scores)) : Words(verdict);
    }

    /// <inheritdoc/>
    public void Restart() => _judge.Restart();

    /// <inheritdoc/>
    public void Dispose() => _meter.Dispose();

    private static double UsualPitch(EnrolledPerson person)
    {
        double[] sorted = [.. person.Record.Crops.Where(c => !c.IsLearned()).Select(c => c.Facts.Pitch).Order()];
        return sorted.Length == 0 ? 0 : sorted[sorted.Length / 2];
    }

    private KeepOutcome Keep(in OfferedFace face, CandidateFacts facts, IReadOnlyList<PersonScore> scores)
    {
        string person = face.Person;
        LearnedCrop crop = new()
        {
            File = string.Create(CultureInfo.InvariantCulture, $"{PersonCrop.LearnedPrefix}{_began.ToUnixTimeMilliseconds()}-{(long)face.Time.TotalMilliseconds:000000000}.png"),
            Source = _began.UtcDateTime.ToString("'live' yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture),
            Seconds = face.Time.TotalSeconds,
            Score = scores.First(s => s.Name == person).Score,
            Facts = facts,
            Thumbnail = _meter.Thumbnail(face.Crop),
        };
        Cv2.ImEncode(".png", face.Crop, out byte[] png, new ImageEncodingParam(ImwriteFlags.PngCompression, 1));
        return _frames.Keep(_people[person], crop, png);
    }

    private static string? Words(KeepOutcome outcome) => outcome switch
    {
        KeepOutcome.Kept => null,
        KeepOutcome.Alike => "like others",
        KeepOutcome.Common => "no news beside the kept ones",
        _ => "of somebody who is enrolled, taught or removed just now",
    };

    private static string Words(KeepVerdict verdict) => verdict switch
    {
        KeepVerdict.Unsure => "not surely the person",
        KeepVerdict.Turned => "turned away",
        KeepVerdict.Faulty => "not sharp or well lit enough",
        _ => "from a camera that is not good or not known yet",
    };
}
