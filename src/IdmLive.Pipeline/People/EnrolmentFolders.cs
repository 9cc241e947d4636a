using System.Globalization;

namespace IdmLive.Pipeline.People;

/// <summary>The numbered folders of a person: which enrolment counts, and what is in it. Stateless, any thread.</summary>
internal static class EnrolmentFolders
{
    /// <summary>Reads an enrolment.</summary>
    /// <param name="folder">Its folder.</param>
    /// <param name="expected">The person's name as folders have it.</param>
    /// <exception cref="PeopleException">It is damaged, or somebody else's.</exception>
    public static EnrolledPerson Open(string folder, string expected)
    {
        PersonRecord record = PersonRecord.Read(Path.Combine(folder, PersonRecord.FileName));
        EnrolledPerson person = new(record, folder);
        return PersonName.Folder(record.Name) != expected ? throw new PeopleException(PeopleFailure.Input, $"The folder '{folder}' holds the record of {record.Name} and not of {expected}; remove {expected}.")
            : person.AdapterPath is { } adapter && !File.Exists(adapter) ? throw new PeopleException(PeopleFailure.Input, $"The personal weights '{adapter}' are missing; enrol {record.Name} again.")
            : person;
    }

    /// <summary>A person as a listing shows one; null where the folder holds no enrolment.</summary>
    public static PersonEntry? Entry(string home)
    {
        string expected = Path.GetFileName(home);
        try
        {
            if (Newest(home) is not { } folder)
            {
                return null;
            }

            EnrolledPerson person = Open(folder, expected);
            return new(person.Record.Name, person, null);
        }
        catch (PeopleException e)
        {
            return new(expected, null, e.Message);
        }
    }

    /// <summary>The enrolment that counts; null where there is none.</summary>
    /// <exception cref="PeopleException">The folder cannot be read.</exception>
    public static string? Newest(string home)
    {
        try
        {
            return Directory.Exists(home) ? Directory.GetDirectories(home).Where(IsEnrolment).MaxBy(Number) : null;
        }
        catch (DirectoryNotFoundException)
        {
            return null; // removed by another program just now
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new PeopleException(PeopleFailure.Input, $"'{home}' cannot be read ({e.Message.TrimEnd('.')}); give the folder to the user who runs this, or delete it.", e);
        }
    }

    /// <summary>Whether a folder is an enrolment. Somebody may name a folder that holds quite other things; those are neither listed nor deleted.</summary>
    public static bool IsEnrolment(string folder) =>
        Number(folder) > 0 && (File.Exists(Path.Combine(folder, PersonRecord.FileName)) || Directory.Exists(Path.Combine(folder, PersonStage.CropFolder)));

    /// <summary>The number of an enrolment's folder; 0 where it is none.</summary>
    public static int Number(string? folder) =>
        int.TryParse(Path.GetFileName(folder), NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number : 0;
}
