using System.Globalization;
using System.Text.Json;

namespace IdmLive.Pipeline.Media;

/// <summary>Looks into video files with ffprobe.</summary>
public sealed class MediaProbe
{
    private readonly FfmpegInstallation _ffmpeg;

    /// <summary>Makes a probe.</summary>
    /// <param name="ffmpeg">The programs to use.</param>
    public MediaProbe(FfmpegInstallation ffmpeg)
    {
        _ffmpeg = ffmpeg;
    }

    /// <summary>Reads what a video file holds.</summary>
    /// <exception cref="MediaException">The file is missing, empty, no video or has no video stream.</exception>
    public MediaInfo Probe(string path)
    {
        FileInfo file = new(path);
        if (!file.Exists)
        {
            throw new MediaException(MediaFailure.Input, $"{path} does not exist.");
        }

        if (file.Length == 0)
        {
            throw new MediaException(MediaFailure.Input, $"{path} is empty (zero bytes); give a video.");
        }

        List<string> complaints = [];
        using FfmpegProcess process = FfmpegProcess.Start(
            _ffmpeg.FfprobePath,
            ["-v", "error", "-print_format", "json", "-show_format", "-show_streams", "-i", FfmpegProcess.InputName(path)],
            onLogLine: line => complaints.Add(line ?? string.Empty));
        using MemoryStream answer = new();
        process.Output.CopyTo(answer);
        int exit = process.WaitForExit();
        if (exit != 0)
        {
            throw new MediaException(MediaFailure.Input, Refusal(path, complaints));
        }

        using JsonDocument document = JsonDocument.Parse(answer.ToArray());
        return Read(path, document.RootElement);
    }

    private static MediaInfo Read(string path, JsonElement root)
    {
        JsonElement format = root.GetProperty("format");
        string formatName = Text(format, "format_name") ?? string.Empty;
        if (formatName is "image2" or "tty" || formatName.EndsWith("_pipe", StringComparison.Ordinal))
        {
            throw new MediaException(MediaFailure.Input, $"{path} is not a video ({formatName}); give a video file, or a picture under its proper name (.png, .jpg, ...).");
        }

        double seconds = Number(format, "duration");
        VideoStreamInfo? video = null;
        List<CopiedStreamInfo> copied = [];
        int further = 0;
        foreach (JsonElement stream in root.GetProperty("streams").EnumerateArray())
        {
            string? kind = Text(stream, "codec_type");
            if (kind == "video" && !IsCoverPicture(stream))
            {
                if (video is null)
                {
                    video = ReadVideo(path, stream, seconds);
                }
                else
                {
                    further++;
                }
            }
            else if (kind is "audio" or "subtitle")
            {
                copied.Add(new(stream.GetProperty("index").GetInt32(), kind, Text(stream, "codec_name") ?? "unknown", (long)Number(stream, "bit_rate")));
            }
        }

        return new()
        {
            Path = path,
            Format = formatName,
            Duration = TimeSpan.FromSeconds(seconds),
            Video = video ?? throw new MediaException(MediaFailure.Input, $"{path} has no video stream ({formatName}); give a video."),
            Copied = copied,
            FurtherVideoStreams = further,
        };
    }

    private static VideoStreamInfo ReadVideo(string path, JsonElement stream, double fileSeconds)
    {
        int width = (int)Number(stream, "width"), height = (int)Number(stream, "height");
        string? codec = Text(stream, "codec_name");
        if (width <= 0 || height <= 0 || codec is null or "unknown")
        {
            throw new MediaException(MediaFailure.Input, $"{path} has a video stream that ffmpeg cannot decode ({codec ?? "unknown codec"}, {width}x{height}).");
        }

        int rotation = Rotation(stream);
        bool turned = Math.Abs(rotation) % 180 == 90;
        Rational aspect = Rational.Parse(Text(stream, "sample_aspect_ratio"));
        Rational timeBase = Rational.Parse(Text(stream, "time_base"));
        Rational rate = FrameRate(stream);
        long stated = (long)Number(stream, "nb_frames");
        long durationTicks = (long)Number(stream, "duration_ts");
        double seconds = durationTicks > 0 ? durationTicks * timeBase.Value : fileSeconds;
        return new()
        {
            Index = stream.GetProperty("index").GetInt32(),
            Codec = codec,
            PixelFormat = Text(stream, "pix_fmt") ?? "unknown",
            Width = turned ? height : width,
            Height = turned ? width : height,
            Rotation = rotation,
            PixelAspect = turned ? new(aspect.Denominator, aspect.Numerator) : aspect,
            TimeBase = timeBase,
            FrameRate = rate,
            EndPts = durationTicks > 0 ? (long)Number(stream, "start_pts") + durationTicks : null,
            FrameCountEstimate = stated > 0 ? stated : (long)Math.Round(seconds * rate.Value),
            FrameCountIsStated = stated > 0,
            BitDepth = (int)Number(stream, "bits_per_raw_sample") is > 0 and var bits ? bits : 8,
            Color = new(Tag(stream, "color_space"), Tag(stream, "color_range"), Tag(stream, "color_primaries"), Tag(stream, "color_transfer")),
        };
    }

    private static Rational FrameRate(JsonElement stream)
    {
        ReadOnlySpan<string> names = ["avg_frame_rate", "r_frame_rate"];
        foreach (string name in names)
        {
            Rational rate = Rational.Parse(Text(stream, name));
            if (rate.IsPositive && rate.Value is >= 0.1 and <= 1000)
            {
                return rate;
            }
        }

        return new(25, 1);
    }

    private static int Rotation(JsonElement stream)
    {
        if (stream.TryGetProperty("side_data_list", out JsonElement list))
        {
            foreach (JsonElement data in list.EnumerateArray())
            {
                if (data.TryGetProperty("rotation", out JsonElement rotation))
                {
                    return (int)Math.Round(rotation.GetDouble());
                }
            }
        }

        return 0;
    }

    private static bool IsCoverPicture(JsonElement stream) =>
        stream.TryGetProperty("disposition", out JsonElement disposition) && Number(disposition, "attached_pic") == 1;

    private static string? Tag(JsonElement stream, string name) =>
        Text(stream, name) is { } value and not ("unknown" or "unspecified" or "reserved" or "") ? value : null;

    private static string? Text(JsonElement element, string name) =>
        element.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static double Number(JsonElement element, string name)
    {
        if (!element.TryGetProperty(name, out JsonElement value))
        {
            return 0;
        }

        return value.ValueKind == JsonValueKind.Number ? value.GetDouble()
            : double.TryParse(value.GetString(), NumberStyles.Float, CultureInfo.InvariantCulture, out double number) ? number : 0;
    }

    // ffprobe goes by the name's ending where the content tells nothing; an MP4 begins with a box of type "ftyp".
    private static bool BeginsAsMp4(string path)
    {
        using FileStream file = File.OpenRead(path);
        Span<byte> head = stackalloc byte[8];
        return file.ReadAtLeast(head, head.Length, throwOnEndOfStream: false) == head.Length && head[4..].SequenceEqual("ftyp"u8);
    }

    private static string Refusal(string path, List<string> complaints)
    {
        string why = string.Join(' ', complaints);
        if (why.Contains("Permission denied", StringComparison.Ordinal))
        {
            return $"{path} cannot be read: permission denied.";
        }

        return why.Contains("moov atom not found", StringComparison.Ordinal) && BeginsAsMp4(path)
            ? $"{path} is a video whose end is missing, and with it the index that says where its frames lie; copy or record it again."
            : $"{path} is not a video that ffmpeg can read, or it is damaged; give a video (mp4, mov, mkv, webm, ...).";
    }
}
