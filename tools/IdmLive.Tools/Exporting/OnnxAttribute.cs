namespace IdmLive.Tools.Exporting;

/// <summary>A setting of a node (<c>AttributeProto</c>).</summary>
internal sealed class OnnxAttribute
{
    private const int FloatType = 1;
    private const int IntType = 2;
    private const int StringType = 3;
    private const int IntsType = 7;

    private OnnxAttribute(ProtobufMessage message) => Message = message;

    /// <summary>The message.</summary>
    public ProtobufMessage Message { get; }

    /// <summary>A real number.</summary>
    public static OnnxAttribute Of(string name, float value) => new(new ProtobufMessage().Add(1, name).Add(2, value).Add(20, FloatType));

    /// <summary>A whole number.</summary>
    public static OnnxAttribute Of(string name, long value) => new(new ProtobufMessage().Add(1, name).Add(3, value).Add(20, IntType));

    /// <summary>A text.</summary>
    public static OnnxAttribute Of(string name, string value) => new(new ProtobufMessage().Add(1, name).Add(4, value).Add(20, StringType));

    /// <summary>Whole numbers.</summary>
    public static OnnxAttribute Of(string name, long[] values)
    {
        ProtobufMessage message = new ProtobufMessage().Add(1, name);
        foreach (long value in values)
        {
            message.Add(8, value);
        }

        return new(message.Add(20, IntsType));
    }
}
