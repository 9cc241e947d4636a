namespace IdmLive.Training.Degradation.Stages;

/// <summary>The transfer curve of sRGB (IEC 61966-2-1) as tables. Thread-safe.</summary>
public static class LinearLight
{
    /// <summary>Largest index of <see cref="Levels"/>: fine enough that every level survives the way there and back.</summary>
    public const int White = 8191;

    /// <summary>Linear light of each of the 256 levels, 0 to 1.</summary>
    public static float[] Light { get; } = [.. Enumerable.Range(0, 256).Select(i => (float)Decode(i / 255.0))];

    /// <summary>Level of linear light <c>i / White</c>.</summary>
    public static byte[] Levels { get; } = [.. Enumerable.Range(0, White + 1).Select(i => (byte)Math.Round(255 * Encode(i / (double)White)))];

    /// <summary>The level of linear light, clipped.</summary>
    public static byte Level(float light) => Levels[(int)((Math.Clamp(light, 0f, 1f) * White) + .5f)];

    private static double Decode(double v) => v <= .04045 ? v / 12.92 : Math.Pow((v + .055) / 1.055, 2.4);

    private static double Encode(double light) => light <= .0031308 ? 12.92 * light : (1.055 * Math.Pow(light, 1 / 2.4)) - .055;
}
