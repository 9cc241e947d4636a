using System.IO.Compression;

namespace IdmLive.Pipeline.People;

/// <summary>Writes a person into a zip file, because the user asks for it: the only way by which a person's data leave the store. Stateless, any thread.</summary>
public static class PersonExport
{
    /// <summary>Writes the record and the personal weights, and the crops where they are asked for, those of calls that wait to be learned from with them. Only the owner can read the file.</summary>
    /// <param name="person">Who.</param>
    /// <param name="zipPath">The file; written under a temporary name first.</param>
    /// <param name="withCrops">Whether the pictures go with it.</param>
    /// <param name="replace">Whether an existing file is replaced.</param>
    /// <exception cref="PeopleException">The file exists already or cannot be written, or something of the person cannot be read.</exception>
    public static void Write(EnrolledPerson person, string zipPath, bool withCrops, bool replace)
    {
        ArgumentNullException.ThrowIfNull(person);
        if (Directory.Exists(zipPath) || (File.Exists(zipPath) && !replace))
        {
            throw new PeopleException(PeopleFailure.Output, $"{zipPath} exists already; give --force to replace a file, or another name.");
        }

        string full = Path.GetFullPath(zipPath), temporary = full + ".tmp";
        try
        {
            File.Delete(temporary); // what a killed export left
            using (FileStream stream = PrivateFiles.Create(temporary))
            using (ZipArchive zip = new(stream, ZipArchiveMode.Create, leaveOpen: false))
            {
                Add(zip, person, Path.Combine(person.Folder, PersonRecord.FileName));
                if (person.AdapterPath is { } adapter)
                {
                    Add(zip, person, adapter);
                }

                foreach (PersonCrop crop in withCrops ? person.Record.Crops : [])
                {
                    Add(zip, person, person.CropPath(crop));
                }

                foreach (string waiting in withCrops ? LearnedFrames.Files(person) : [])
                {
                    Add(zip, person, waiting);
                }
            }

            File.Move(temporary, full, overwrite: replace);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            TryDelete(temporary);
            throw new PeopleException(PeopleFailure.Output, $"{zipPath} cannot be written: {e.Message}", e);
        }
    }

    private static void Add(ZipArchive zip, EnrolledPerson person, string path)
    {
        string name = $"{PersonName.Folder(person.Record.Name)}/{Path.GetRelativePath(person.Folder, path).Replace('\\', '/')}";
        zip.CreateEntryFromFile(path, name, CompressionLevel.Optimal);
    }

    private static void TryDelete(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // What made writing fail makes this fail too; the first reason is the one to tell.
        }
    }
}
