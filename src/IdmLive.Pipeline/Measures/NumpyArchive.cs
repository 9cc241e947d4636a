using System.Buffers.Binary;
using System.Globalization;
using System.IO.Compression;
using System.Text;
using System.Text.RegularExpressions;

namespace IdmLive.Pipeline.Measures;

/// <summary>
/// Reads arrays of 64-bit floats from a NumPy archive (.npz: a zip of .npy files, format 1.0 to 3.0). Stateless, any thread.
/// </summary>
internal static partial class NumpyArchive
{
    private static ReadOnlySpan<byte> Magic => [0x93, (byte)'N', (byte)'U', (byte)'M', (byte)'P', (byte)'Y'];

    /// <summary>The arrays of a file by name, each with two dimensions, in the order of rows.</summary>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">The file is not such an archive, or an array has another type or shape.</exception>
    public static IReadOnlyDictionary<string, double[,]> Read(string path)
    {
        if (!File.Exists(path))
        {
            throw new FileNotFoundException($"There is no parameters file at '{path}'; give the path of the .npz file.", path);
        }

        try
        {
            using ZipArchive archive = ZipFile.OpenRead(path);
            return archive.Entries.Where(e => e.Name.EndsWith(".npy", StringComparison.Ordinal))
                .ToDictionary(e => Path.GetFileNameWithoutExtension(e.Name), ReadArray);
        }
        catch (Exception e) when (e is InvalidDataException or FormatException or OverflowException or EndOfStreamException)
        {
            throw new InvalidDataException($"'{path}' is not a NumPy archive of 64-bit floats in two dimensions ({e.Message}); get the file again.", e);
        }
    }

    private static double[,] ReadArray(ZipArchiveEntry entry)
    {
        using Stream stream = entry.Open();
        using MemoryStream memory = new();
        stream.CopyTo(memory);
        ReadOnlySpan<byte> bytes = memory.ToArray();
        if (bytes.Length < 12 || !bytes.StartsWith(Magic))
        {
            throw new InvalidDataException($"{entry.Name} does not start as a .npy file");
        }

        // Version 1 has a header length of two bytes, the later ones of four.
        bool isFirst = bytes[6] == 1;
        int start = isFirst ? 10 : 12;
        long length = isFirst ? BinaryPrimitives.ReadUInt16LittleEndian(bytes[8..]) : BinaryPrimitives.ReadUInt32LittleEndian(bytes[8..]);
        string header = length <= bytes.Length - start ? Encoding.UTF8.GetString(bytes.Slice(start, (int)length)) : "";
        Match match = Header().Match(header);
        if (!match.Success)
        {
            throw new InvalidDataException($"{entry.Name} has the header '{header.Trim()}'");
        }

        int rows = int.Parse(match.Groups["rows"].Value, CultureInfo.InvariantCulture);
        int columns = int.Parse(match.Groups["columns"].Value, CultureInfo.InvariantCulture);
        bool byColumns = match.Groups["order"].Value == "True";
        ReadOnlySpan<byte> data = bytes[(start + (int)length)..];
        if (data.Length != 8L * rows * columns)
        {
            throw new InvalidDataException($"{entry.Name} has {data.Length} bytes for {rows}x{columns} numbers");
        }

        double[,] values = new double[rows, columns];
        for (int y = 0; y < rows; y++)
        {
            for (int x = 0; x < columns; x++)
            {
                values[y, x] = BinaryPrimitives.ReadDoubleLittleEndian(data[(8 * (byColumns ? (x * rows) + y : (y * columns) + x))..]);
            }
        }

        return values;
    }

    [GeneratedRegex(@"'descr': '<f8', 'fortran_order': (?<order>True|False), 'shape': \((?<rows>\d+), (?<columns>\d+),?\)")]
    private static partial Regex Header();
}
