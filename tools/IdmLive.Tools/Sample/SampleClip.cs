using System.Buffers.Binary;
using System.Globalization;
using IdmLive.Pipeline.Faces;
using IdmLive.Pipeline.Imaging;
using OpenCvSharp;

namespace IdmLive.Tools.Sample;

/// <summary>Makes a clip of a portrait that moves as a person before a webcam does, as the webcam shows it and as it is.</summary>
internal static class SampleClip
{
    /// <summary>Makes the clip.</summary>
    /// <param name="portraitPath">A picture of a person, head and shoulders, face upright.</param>
    /// <param name="output">The degraded clip with sound.</param>
    /// <param name="clean">The same frames undegraded, silent; or null.</param>
    /// <param name="options">Size, length, seed.</param>
    /// <param name="camera">The webcam.</param>
    /// <exception cref="ArgumentException">The picture shows no face, or an option is out of range.</exception>
    /// <exception cref="IOException">A file cannot be written, or ffmpeg is missing.</exception>
    public static void Make(string portraitPath, string output, string? clean, SampleOptions options, WebcamOptions camera)
    {
        options.Check();
        using ImageFile file = ImageFile.Read(portraitPath);
        using Mat portrait = file.ToEightBit();
        using PortraitScene scene = new(portrait, KeyPoints(portrait, portraitPath), options.FrameSize);
        using Webcam webcam = new(camera, options.Seed);
        Voice voice = new(options.Seed, options.Seconds);
        HeadMotion motion = new(options.Seed, voice);
        string sound = Path.Combine(Path.GetTempPath(), $"idmlive-{Guid.NewGuid():N}.wav");
        try
        {
            WriteWave(sound, voice.Samples(options.Seconds));
            string rate = options.BitRate.ToString(CultureInfo.InvariantCulture);
            // As a call codes it: one pass, no looking ahead, a small buffer.
            using ClipEncoder degraded = new(
                output, options, ["-preset", "veryfast", "-tune", "zerolatency", "-b:v", rate, "-maxrate", rate, "-bufsize", rate, "-g", "100"], sound);
            using ClipEncoder? undegraded = clean is null ? null : new(clean, options, ["-preset", "veryslow", "-crf", "20", "-g", "250"], soundPath: null);
            Film(scene, motion, webcam, options, degraded, undegraded);
        }
        finally
        {
            File.Delete(sound);
        }
    }

    private static void Film(PortraitScene scene, HeadMotion motion, Webcam webcam, SampleOptions options, ClipEncoder degraded, ClipEncoder? undegraded)
    {
        using Mat picture = new();
        Mat[] moments = [.. Enumerable.Range(0, options.MomentsPerExposure).Select(_ => new Mat())];
        for (int frame = 0; frame < options.Frames; frame++)
        {
            for (int m = 0; m < moments.Length; m++)
            {
                // The middle moment is the frame's own time.
                double open = options.Shutter * (((m + 0.5) / moments.Length) - 0.5);
                scene.Render(motion.At((frame + open) / options.FramesPerSecond), moments[m]);
            }

            undegraded?.Add(moments[moments.Length / 2]);
            webcam.Take(moments, picture);
            degraded.Add(picture);
        }

        undegraded?.Finish();
        degraded.Finish();
        Array.ForEach(moments, m => m.Dispose());
    }

    private static FaceKeyPoints KeyPoints(Mat portrait, string path)
    {
        using BlazeFaceDetector detector = new();
        IReadOnlyList<DetectedFace> faces = detector.Detect(portrait);
        return faces.Count > 0
            ? faces[0].KeyPoints
            : throw new ArgumentException($"No face was found in '{path}'; give a picture of a head and shoulders, upright.");
    }

    private static void WriteWave(string path, short[] samples)
    {
        const int headerSize = 44;
        byte[] file = new byte[headerSize + (samples.Length * 2)];
        "RIFF"u8.CopyTo(file);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(4), file.Length - 8);
        "WAVEfmt "u8.CopyTo(file.AsSpan(8));
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(16), 16);
        BinaryPrimitives.WriteInt16LittleEndian(file.AsSpan(20), 1); // PCM
        BinaryPrimitives.WriteInt16LittleEndian(file.AsSpan(22), 1); // one channel
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(24), Voice.SampleRate);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(28), Voice.SampleRate * 2);
        BinaryPrimitives.WriteInt16LittleEndian(file.AsSpan(32), 2);
        BinaryPrimitives.WriteInt16LittleEndian(file.AsSpan(34), 16);
        "data"u8.CopyTo(file.AsSpan(36));
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(40), samples.Length * 2);
        for (int i = 0; i < samples.Length; i++)
        {
            BinaryPrimitives.WriteInt16LittleEndian(file.AsSpan(headerSize + (i * 2)), samples[i]);
        }

        File.WriteAllBytes(path, file);
    }
}
