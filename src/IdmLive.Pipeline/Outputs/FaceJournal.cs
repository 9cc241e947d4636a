using System.Buffers.Binary;
using IdmLive.Pipeline.Faces;
using OpenCvSharp;

namespace IdmLive.Pipeline.Outputs;

/// <summary>What a detector found in one frame.</summary>
/// <param name="Pts">Time stamp of the frame.</param>
/// <param name="Faces">The faces.</param>
public readonly record struct JournalFrame(long Pts, IReadOnlyList<DetectedFace> Faces);

/// <summary>
/// The detections of frames that are done, in a file: a run that goes on after an interruption replays them through its tracker and
/// so continues with the same tracks, without looking at these frames again. Little-endian: time stamp (8 bytes), number of faces
/// (4 bytes), and for each face 15 floats (box, score, five points).
/// </summary>
internal static class FaceJournal
{
    private const int HeadLength = 12;
    private const int FaceLength = 15 * sizeof(float);

    /// <summary>Appends a frame.</summary>
    public static void Write(Stream target, in JournalFrame frame)
    {
        byte[] bytes = new byte[HeadLength + (FaceLength * frame.Faces.Count)];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, frame.Pts);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(8), frame.Faces.Count);
        Span<byte> rest = bytes.AsSpan(HeadLength);
        Span<float> values = stackalloc float[15];
        foreach (DetectedFace face in frame.Faces)
        {
            FaceKeyPoints p = face.KeyPoints;
            (values[0], values[1], values[2], values[3], values[4]) = (face.Box.X, face.Box.Y, face.Box.Width, face.Box.Height, face.Score);
            (values[5], values[6], values[7], values[8]) = (p.RightEye.X, p.RightEye.Y, p.LeftEye.X, p.LeftEye.Y);
            (values[9], values[10]) = (p.Nose.X, p.Nose.Y);
            (values[11], values[12], values[13], values[14]) = (p.RightMouthCorner.X, p.RightMouthCorner.Y, p.LeftMouthCorner.X, p.LeftMouthCorner.Y);
            foreach (float value in values)
            {
                BinaryPrimitives.WriteSingleLittleEndian(rest, value);
                rest = rest[sizeof(float)..];
            }
        }

        target.Write(bytes);
    }

    /// <summary>Reads frames up to the end of a file.</summary>
    /// <exception cref="InvalidDataException">The file is not a journal or breaks off.</exception>
    public static IEnumerable<JournalFrame> Read(string path)
    {
        using BinaryReader reader = new(File.OpenRead(path));
        long length = reader.BaseStream.Length;
        while (reader.BaseStream.Position < length)
        {
            yield return ReadFrame(reader, path);
        }
    }

    private static JournalFrame ReadFrame(BinaryReader reader, string path)
    {
        try
        {
            long pts = reader.ReadInt64();
            int count = reader.ReadInt32();
            if (count < 0 || (long)count * FaceLength > reader.BaseStream.Length - reader.BaseStream.Position)
            {
                throw new InvalidDataException($"{path} is damaged.");
            }

            DetectedFace[] faces = new DetectedFace[count];
            for (int i = 0; i < count; i++)
            {
                Rect2f box = new(reader.ReadSingle(), reader.ReadSingle(), reader.ReadSingle(), reader.ReadSingle());
                float score = reader.ReadSingle();
                faces[i] = new(box, score, new(Point(reader), Point(reader), Point(reader), Point(reader), Point(reader)));
            }

            return new(pts, faces);
        }
        catch (EndOfStreamException e)
        {
            throw new InvalidDataException($"{path} breaks off.", e);
        }
    }

    private static Point2f Point(BinaryReader reader) => new(reader.ReadSingle(), reader.ReadSingle());
}
