using System.IO.Compression;
using System.Text;

namespace IdmLive.Diffusion.Network;

/// <summary>
/// The archive in which TorchScript modules are read: a zip file with the source, a pickled object without any data and an empty table of
/// constants. Read from an archive, a script may call all operators of the library; compiled from text, only the most usual ones.
/// </summary>
internal static class ScriptArchive
{
    private const byte Protocol = 0x80, NewObject = 0x81, False = 0x89;

    /// <summary>Makes the archive of a module <c>__torch__.M</c> without parameters.</summary>
    /// <param name="methods">Its methods, not indented.</param>
    public static byte[] Of(string methods)
    {
        StringBuilder source = new("class M(Module):\n  __parameters__ = []\n  __buffers__ = []\n  training : bool\n");
        foreach (string line in methods.Split('\n').Where(l => l.Length > 0))
        {
            source.Append("  ").Append(line).Append('\n');
        }

        using MemoryStream stream = new();
        using (ZipArchive archive = new(stream, ZipArchiveMode.Create, leaveOpen: true))
        {
            Add(archive, "data.pkl", PickledModule());
            Add(archive, "code/__torch__.py", Encoding.UTF8.GetBytes(source.ToString()));
            Add(archive, "constants.pkl", [Protocol, 2, (byte)')', (byte)'.']);
            Add(archive, "version", "3\n"u8);
        }

        return stream.ToArray();
    }

    /// <summary>An object of class M whose state is <c>{"training": False}</c>.</summary>
    private static byte[] PickledModule() =>
    [
        Protocol, 2, (byte)'c', .. "__torch__\nM\n"u8, (byte)')', NewObject,
        (byte)'}', (byte)'(', (byte)'X', 8, 0, 0, 0, .. "training"u8, False, (byte)'u', (byte)'b', (byte)'.',
    ];

    private static void Add(ZipArchive archive, string name, ReadOnlySpan<byte> content)
    {
        using Stream entry = archive.CreateEntry($"m/{name}", CompressionLevel.NoCompression).Open();
        entry.Write(content);
    }
}
