namespace IdmLive.Tools.Exporting;

/// <summary>One dimension of an input or output: a number, or a name where the user decides at run time.</summary>
internal readonly record struct OnnxDimension
{
    private readonly long _size;
    private readonly string? _name;

    private OnnxDimension(long size, string? name) => (_size, _name) = (size, name);

    /// <summary>A fixed dimension.</summary>
    public static implicit operator OnnxDimension(long size) => new(size, null);

    /// <summary>A free dimension.</summary>
    public static implicit operator OnnxDimension(string name) => new(0, name);

    /// <summary>As <c>TensorShapeProto.Dimension</c>: dim_value or dim_param.</summary>
    public ProtobufMessage ToMessage() => _name is null ? new ProtobufMessage().Add(1, _size) : new ProtobufMessage().Add(2, _name);

    /// <inheritdoc/>
    public override string ToString() => _name ?? $"{_size}";
}
