using System.CommandLine;
using IdmLive.App;
using IdmLive.App.Bench;
using IdmLive.App.Demo;
using IdmLive.App.Enrol;
using IdmLive.App.Live;
using IdmLive.App.Models;
using IdmLive.App.People;
using IdmLive.App.Restoring;
using IdmLive.Pipeline.Startup;

// Before the first tensor: the library reads it when it is loaded.
OpenMpWaitPolicy.PreferPassive();
RootCommand root = new("IdmLive restores the faces of pictures and videos, and changes nothing else in them.")
{
    RestoreCommand.Create(StoredPeople.Read),
    LiveCommand.Create(StoredPeople.Read),
    DemoCommand.Create(),
    ModelsCommand.Create(),
    EnrolCommand.Create(),
    PeopleCommand.Create(),
    BenchCommand.Create(),
};
return CommandLine.Run(root, args);
