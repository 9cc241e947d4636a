using IdmLive.Pipeline.People;

namespace IdmLive.Pipeline.Tests.People;

/// <summary>Waiting frames that hold numbers and no face.</summary>
internal static class DrawnFrames
{
    public static LearnedCrop Crop(int number, double yaw = 0, double sharpness = .45)
    {
        byte[] thumbnail = new byte[256];
        new Random(number).NextBytes(thumbnail);
        return new()
        {
            File = $"learned-{number:000}.png",
            Source = "live 2026-03-04 05:06:07",
            Seconds = 2 * number,
            Score = .8,
            Facts = DrawnPerson.Facts with { Yaw = yaw, Sharpness = sharpness },
            Thumbnail = thumbnail,
        };
    }

    public static byte[] Png(int number) => [.. "frame"u8, (byte)number];
}
