using System.Runtime.InteropServices;

namespace IdmLive.Tools.Exporting;

/// <summary>
/// An ONNX graph under construction. Values go by their names; nodes are added in the order in which they run. Field numbers are
/// those of the format's <c>onnx.proto</c>.
/// </summary>
internal sealed class OnnxGraph
{
    /// <summary>Version of the operators; the newest that all runtimes of the last years read.</summary>
    public const int OperatorVersion = 17;

    /// <summary>Version of the file's form that belongs to it.</summary>
    private const int FormVersion = 8;

    private const int FloatElements = 1;
    private const int LongElements = 7;

    private readonly List<ProtobufMessage> _nodes = [];
    private readonly List<ProtobufMessage> _constants = [];
    private readonly List<ProtobufMessage> _inputs = [];
    private readonly List<ProtobufMessage> _outputs = [];
    private readonly Dictionary<string, List<StoredConstant>> _stored = [];

    /// <summary>Adds an input of 32-bit numbers.</summary>
    public string AddInput(string name, params OnnxDimension[] shape)
    {
        _inputs.Add(Describe(name, shape));
        return name;
    }

    /// <summary>Makes a value an output of 32-bit numbers under a name of its own.</summary>
    public void AddOutput(string name, string value, params OnnxDimension[] shape)
    {
        _nodes.Add(CreateNode("Identity", [value], name, []));
        _outputs.Add(Describe(name, shape));
    }

    /// <summary>Adds a node and gives the name of its only output.</summary>
    /// <param name="type">Operator of the default domain.</param>
    /// <param name="inputs">Values; an empty name is an optional input left out.</param>
    /// <param name="attributes">Settings.</param>
    public string AddNode(string type, string[] inputs, params OnnxAttribute[] attributes)
    {
        string output = $"{type}.{_nodes.Count}";
        _nodes.Add(CreateNode(type, inputs, output, attributes));
        return output;
    }

    /// <summary>
    /// Adds constant 32-bit numbers and gives their name. Equal constants of one name are stored once, so the noise levels of a
    /// chain share the weights in which they do not differ.
    /// </summary>
    public string AddConstant(string name, float[] values, params long[] shape) =>
        Store(name, FloatElements, MemoryMarshal.AsBytes(values.AsSpan()).ToArray(), shape);

    /// <summary>Adds a list of constant whole numbers and gives its name.</summary>
    public string AddConstant(string name, params long[] values) =>
        Store(name, LongElements, MemoryMarshal.AsBytes(values.AsSpan()).ToArray(), [values.Length]);

    /// <summary>The file.</summary>
    /// <param name="name">Name of the graph.</param>
    /// <param name="metadata">What a reader may want to know.</param>
    /// <exception cref="ExportException">It would be longer than an ONNX file can be.</exception>
    public byte[] ToBytes(string name, IEnumerable<KeyValuePair<string, string>> metadata)
    {
        ProtobufMessage graph = new();
        AddAll(graph, 1, _nodes);
        graph.Add(2, name);
        AddAll(graph, 5, _constants);
        AddAll(graph, 11, _inputs);
        AddAll(graph, 12, _outputs);
        ProtobufMessage model = new ProtobufMessage()
            .Add(1, FormVersion)
            .Add(2, "idmlive-tools")
            .Add(7, graph)
            .Add(8, new ProtobufMessage().Add(1, string.Empty).Add(2, OperatorVersion));
        AddAll(model, 14, metadata.Select(m => new ProtobufMessage().Add(1, m.Key).Add(2, m.Value)));
        return model.ToBytes();
    }

    private static void AddAll(ProtobufMessage to, int field, IEnumerable<ProtobufMessage> messages)
    {
        foreach (ProtobufMessage message in messages)
        {
            to.Add(field, message);
        }
    }

    private static ProtobufMessage CreateNode(string type, string[] inputs, string output, OnnxAttribute[] attributes)
    {
        ProtobufMessage node = new();
        foreach (string input in inputs)
        {
            node.Add(1, input);
        }

        node.Add(2, output).Add(3, output).Add(4, type);
        AddAll(node, 5, attributes.Select(a => a.Message));
        return node;
    }

    private static ProtobufMessage Describe(string name, OnnxDimension[] shape)
    {
        ProtobufMessage dimensions = new();
        AddAll(dimensions, 1, shape.Select(d => d.ToMessage()));
        ProtobufMessage tensor = new ProtobufMessage().Add(1, FloatElements).Add(2, dimensions);
        return new ProtobufMessage().Add(1, name).Add(2, new ProtobufMessage().Add(1, tensor));
    }

    private string Store(string name, int type, byte[] bytes, long[] shape)
    {
        if (!_stored.TryGetValue(name, out List<StoredConstant>? namesakes))
        {
            _stored[name] = namesakes = [];
        }

        foreach (StoredConstant stored in namesakes)
        {
            if (stored.Type == type && stored.Shape.AsSpan().SequenceEqual(shape) && stored.Bytes.AsSpan().SequenceEqual(bytes))
            {
                return stored.Name;
            }
        }

        StoredConstant constant = new(namesakes.Count == 0 ? name : $"{name}#{namesakes.Count}", type, shape, bytes);
        namesakes.Add(constant);
        ProtobufMessage tensor = new();
        foreach (long dimension in shape)
        {
            tensor.Add(1, dimension);
        }

        _constants.Add(tensor.Add(2, type).Add(8, constant.Name).Add(9, bytes));
        return constant.Name;
    }

    private sealed record StoredConstant(string Name, int Type, long[] Shape, byte[] Bytes);
}
