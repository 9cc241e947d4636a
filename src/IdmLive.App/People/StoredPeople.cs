using IdmLive.Diffusion.Adapters;
using IdmLive.Diffusion.Models;
using IdmLive.Pipeline.People;

namespace IdmLive.App.People;

/// <summary>The people of the store, as a run uses them: <see cref="EnrolledPeopleSource"/>. Stateless, any thread.</summary>
internal static class StoredPeople
{
    /// <summary>Reads everybody and merges the personal parts that fit.</summary>
    /// <param name="model">The general model.</param>
    /// <param name="folder">Folder of the people; null for the usual one.</param>
    /// <returns>
    /// Everybody is known by face, so that nobody is taken for somebody else; parameters have those whose part was accepted and was made for these weights.
    /// </returns>
    /// <exception cref="UserException">The folder cannot be read.</exception>
    public static EnrolledPeople Read(ModelPackage model, string? folder)
    {
        List<KnownFace> faces = [];
        Dictionary<string, ReadOnlyMemory<float>> parameters = [];
        List<string> skipped = [];
        PeopleStore store;
        try
        {
            store = new(folder);
        }
        catch (PeopleException) when (folder is null)
        {
            // Without a home folder nobody can be enrolled, and restoring needs nobody.
            return EnrolledPeople.None;
        }

        try
        {
            foreach (PersonEntry entry in store.List())
            {
                if (entry.Person is not { } person)
                {
                    skipped.Add(entry.Problem ?? $"{entry.Name} cannot be read; enrol the person again.");
                    continue;
                }

                faces.Add(person.Record.ToKnownFace());
                if (Merge(model, person, out string? why) is { } merged)
                {
                    parameters[person.Record.Name] = merged;
                }
                else if (why is not null)
                {
                    skipped.Add(why);
                }
            }
        }
        catch (PeopleException e) when (folder is null)
        {
            // Nobody asked for the people of just this folder: restoring goes on without them, and says so.
            return new() { Skipped = [e.Message] };
        }
        catch (PeopleException e)
        {
            throw new UserException(ExitStatus.BadInput, e.Message, e);
        }

        return new() { Faces = faces, Parameters = parameters, Skipped = skipped };
    }

    private static float[]? Merge(ModelPackage model, EnrolledPerson person, out string? why)
    {
        why = null;
        if (person.AdapterPath is not { } path || !person.Record.Accepted)
        {
            return null;
        }

        if (person.Record.Model.Sha256 != model.Manifest.Weights.Sha256)
        {
            why = $"{person.Record.Name} was enrolled with other weights of model '{person.Record.Model.Name}' and gets the general model; give `idmlive enrol \"{person.Record.Name}\" --kept`.";
            return null;
        }

        try
        {
            return Adapter.Read(path).MergeInto(model);
        }
        catch (ModelException e)
        {
            why = $"{person.Record.Name} gets the general model: {e.Message}";
            return null;
        }
    }
}
