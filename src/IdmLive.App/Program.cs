using System.CommandLine;
using IdmLive.App;
using IdmLive.App.Demo;
using IdmLive.App.Models;
using IdmLive.App.Restoring;

RootCommand root = new("IdmLive restores the faces of pictures and videos, and changes nothing else in them.")
{
    RestoreCommand.Create(),
    DemoCommand.Create(),
    ModelsCommand.Create(),
};
return CommandLine.Run(root, args);
