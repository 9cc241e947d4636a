using System.Runtime.InteropServices;
using IdmLive.Diffusion.Models;

namespace IdmLive.Training.Losses;

/// <summary>A node of a network's graph.</summary>
/// <param name="Operation">ONNX name of the operation, such as <c>Conv</c>.</param>
/// <param name="Inputs">Names of its inputs: initializers or outputs of other nodes.</param>
/// <param name="Outputs">Names of its outputs.</param>
/// <param name="Floats">Attributes that hold one floating-point number.</param>
/// <param name="Integers">Attributes that hold one or several whole numbers.</param>
public sealed record OnnxNode(
    string Operation,
    IReadOnlyList<string> Inputs,
    IReadOnlyList<string> Outputs,
    IReadOnlyDictionary<string, float> Floats,
    IReadOnlyDictionary<string, long[]> Integers);

/// <summary>A constant of a network. The bytes stay those of the file until <see cref="Values"/> asks for numbers.</summary>
public sealed class OnnxArray
{
    private const int FloatType = 1;

    private readonly ReadOnlyMemory<byte> _data;
    private readonly int _type;
    private readonly bool _external;

    internal OnnxArray(string name, long[] shape, int type, ReadOnlyMemory<byte> data, bool external)
    {
        (Name, Shape, _type, _data, _external) = (name, shape, type, data, external);
    }

    /// <summary>Unique in the file.</summary>
    public string Name { get; }

    /// <summary>Dimensions; row-major.</summary>
    public IReadOnlyList<long> Shape { get; }

    /// <summary>A copy of the numbers, as many as the dimensions say.</summary>
    /// <exception cref="InvalidDataException">Not 32-bit floating point, kept in another file, or of another length than the dimensions say.</exception>
    public float[] Values()
    {
        if (_type != FloatType || _external)
        {
            string kept = _external ? "in another file" : $"as ONNX type {_type}";
            throw new InvalidDataException($"'{Name}' is kept {kept}; only 32-bit floating point inside the file is read");
        }

        float[] values = MemoryMarshal.Cast<byte, float>(_data.Span).ToArray();
        return _data.Length % sizeof(float) == 0 && Shape.Aggregate(1m, (p, d) => p * d) == values.Length
            ? values
            : throw new InvalidDataException($"'{Name}' of shape [{string.Join(", ", Shape)}] has {_data.Length} bytes");
    }
}

/// <summary>
/// What a network in an ONNX file consists of: its constants and its nodes in order of computation. Reads the parts of the format
/// (<c>onnx.proto3</c>) that frozen convolutional networks use; everything else is passed over.
/// </summary>
public sealed class OnnxWeights
{
    private const int ModelGraph = 7, GraphNode = 1, GraphInitializer = 5;

    private readonly List<OnnxNode> _nodes = [];
    private readonly Dictionary<string, OnnxArray> _initializers = [];

    private OnnxWeights()
    {
    }

    /// <summary>The nodes in the file's order, which is an order of computation.</summary>
    public IReadOnlyList<OnnxNode> Nodes => _nodes;

    /// <summary>The constants by name.</summary>
    public IReadOnlyDictionary<string, OnnxArray> Initializers => _initializers;

    /// <summary>Reads a file; its bytes stay in memory as long as the constants do.</summary>
    /// <exception cref="ModelException">Not an ONNX file, or cut off.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static OnnxWeights Read(string path)
    {
        byte[] bytes = File.ReadAllBytes(path);
        OnnxWeights weights = new();
        try
        {
            ProtobufReader model = new(bytes);
            while (model.Next())
            {
                if (model.Field == ModelGraph && model.HasContent)
                {
                    weights.AddGraph(new(model.Content));
                }
            }
        }
        catch (InvalidDataException e)
        {
            throw new ModelException($"'{path}' is no whole ONNX file: {e.Message}; fetch it again.", e);
        }

        return weights._nodes.Count > 0 ? weights : throw new ModelException($"'{path}' holds no ONNX network; give the .onnx file of one.");
    }

    private void AddGraph(ProtobufReader graph)
    {
        while (graph.Next())
        {
            if (graph.Field == GraphNode)
            {
                _nodes.Add(Node(new(graph.Content)));
            }
            else if (graph.Field == GraphInitializer)
            {
                OnnxArray array = Array(new(graph.Content));
                _initializers[array.Name] = array;
            }
        }
    }

    private static OnnxNode Node(ProtobufReader node)
    {
        List<string> inputs = [], outputs = [];
        string operation = "";
        Dictionary<string, float> floats = [];
        Dictionary<string, long[]> integers = [];
        while (node.Next())
        {
            switch (node.Field)
            {
                case 1:
                    inputs.Add(node.Text);
                    break;
                case 2:
                    outputs.Add(node.Text);
                    break;
                case 4:
                    operation = node.Text;
                    break;
                case 5:
                    AddAttribute(new(node.Content), floats, integers);
                    break;
            }
        }

        return new(operation, inputs, outputs, floats, integers);
    }

    private static void AddAttribute(ProtobufReader attribute, Dictionary<string, float> floats, Dictionary<string, long[]> integers)
    {
        string name = "";
        float? number = null;
        List<long> whole = [];
        while (attribute.Next())
        {
            switch (attribute.Field)
            {
                case 1:
                    name = attribute.Text;
                    break;
                case 2:
                    number = BitConverter.UInt32BitsToSingle((uint)attribute.Number);
                    break;
                case 3 or 8:
                    whole.AddRange(attribute.Integers());
                    break;
            }
        }

        if (number is { } value)
        {
            floats[name] = value;
        }

        if (whole.Count > 0)
        {
            integers[name] = [.. whole];
        }
    }

    private static OnnxArray Array(ProtobufReader array)
    {
        string name = "";
        List<long> shape = [];
        List<byte> listed = [];
        int type = 0;
        bool external = false;
        ReadOnlyMemory<byte> raw = default;
        while (array.Next())
        {
            switch (array.Field)
            {
                case 1:
                    shape.AddRange(array.Integers());
                    break;
                case 2:
                    type = (int)array.Number;
                    break;
                case 4 when array.HasContent: // float_data, packed: the same bytes as raw_data
                    raw = array.Content;
                    break;
                case 4:
                    listed.AddRange(BitConverter.GetBytes((uint)array.Number));
                    break;
                case 8:
                    name = array.Text;
                    break;
                case 9:
                    raw = array.Content;
                    break;
                case 14:
                    external = array.Number == 1;
                    break;
            }
        }

        return new(name, [.. shape], type, listed.Count > 0 ? listed.ToArray() : raw, external);
    }
}
