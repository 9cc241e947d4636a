using IdmLive.App.People;
using IdmLive.Pipeline.Restoring;

namespace IdmLive.App.Restoring;

/// <summary>Makes restorers from what the user asks for.</summary>
internal interface IRestorerFactory
{
    /// <summary>What tells a model from any other, its weights included; does not read the weights.</summary>
    /// <param name="model">A name or folder.</param>
    /// <exception cref="Exception">There is no such model.</exception>
    string Identify(string model);

    /// <summary>Who is enrolled with a part that fits the model.</summary>
    /// <param name="options">Model and folder of the people.</param>
    /// <exception cref="Exception">There is no such model or folder.</exception>
    EnrolledPeople ReadPeople(RestoreOptions options) => EnrolledPeople.None;

    /// <summary>Makes a restorer; the calling thread is the one that uses it.</summary>
    /// <param name="options">Model, steps and device.</param>
    /// <param name="people">People whose faces get parameters of their own.</param>
    /// <exception cref="Exception">There is no such model, it is damaged, or cannot run like this.</exception>
    IFaceRestorer Create(RestoreOptions options, EnrolledPeople people);

    /// <summary>Makes restorers that give the same results and work at the same time, each on a thread of its own; at least one.</summary>
    /// <param name="options">Model, steps and device.</param>
    /// <param name="people">People whose faces get parameters of their own.</param>
    /// <exception cref="Exception">As <see cref="Create"/>.</exception>
    RestorerLanes CreateLanes(RestoreOptions options, EnrolledPeople people) => new([Create(options, people)]);
}
