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

// Before the first tensor and the first picture: libraries read these when they are loaded.
NativeEnvironment.PreferPassiveThreads();
NativeEnvironment.PreferPlainOpenCv();
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
