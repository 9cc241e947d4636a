using IdmLive.App.Demo;
using IdmLive.App.Enrol;
using IdmLive.Diffusion.Models;
using IdmLive.Pipeline.People;
using OpenCvSharp;

namespace IdmLive.App.Tests.Enrol;

/// <summary>Enrolments that are interrupted, and those that are begun anew.</summary>
public sealed class EnrolmentTests : IDisposable
{
    private readonly string _top = Directory.CreateTempSubdirectory("idmlive-enrolment-").FullName;
    private readonly List<string> _told = [];
    private readonly ModelPackage _package = ModelStore.Default().Load("live");
    private readonly PeopleStore _store;
    private readonly string _photos;

    public EnrolmentTests()
    {
        _store = new(Path.Combine(_top, "people"));
        _photos = Directory.CreateDirectory(Path.Combine(_top, "photos")).FullName;
        using VideoCapture clip = new(SampleFiles.Extract(SampleFiles.Clean, _top));
        using Mat frame = new();
        for (int i = 0; clip.Read(frame) && i < 140; i++)
        {
            if (i % 20 == 0)
            {
                Cv2.ImWrite(Path.Combine(_photos, $"{i}.png"), frame);
            }
        }
    }

    public void Dispose() => Directory.Delete(_top, recursive: true);

    [Fact]
    public void Interrupted_enrolment_goes_on_with_the_same_material_and_begins_anew_with_other()
    {
        Interrupt();
        Assert.Equal(["ann"], _store.Unfinished);
        Assert.Null(_store.Find("Ann"));

        Interrupt();
        Assert.Contains(_told, t => t.Contains("going on", StringComparison.Ordinal));

        // A picture more is other material, though the folder is the same.
        File.Copy(Path.Combine(_photos, "0.png"), Path.Combine(_photos, "new.png"));
        _told.Clear();
        Interrupt();
        Assert.DoesNotContain(_told, t => t.Contains("going on", StringComparison.Ordinal));
        Assert.Contains(_told, t => t.Contains("held out", StringComparison.Ordinal));

        _told.Clear();
        EnrolResult result = Create(2, _ => { }).Run(DateTimeOffset.UtcNow, default);
        Assert.Contains(_told, t => t.Contains("going on", StringComparison.Ordinal));
        Assert.Equal(2, result.Iterations);
        Assert.Empty(_store.Unfinished);
        Assert.False(Directory.Exists(Path.Combine(_store.Find("Ann")!.Folder, PersonStage.WorkFolder)));
    }

    [Fact]
    public void State_that_cannot_be_read_is_thrown_away_and_the_next_try_goes_on_from_the_pictures()
    {
        Interrupt();
        string state = Directory.EnumerateFiles(_store.Root, "training.safetensors", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = 0 }).Single();
        File.WriteAllText(state, "damaged");
        ModelException e = Assert.Throws<ModelException>(() => Create(2, _ => { }).Run(DateTimeOffset.UtcNow, default));
        Assert.Contains("begins it anew", e.Message, StringComparison.Ordinal);
        Assert.Equal(2, Create(2, _ => { }).Run(DateTimeOffset.UtcNow, default).Iterations);
    }

    private void Interrupt()
    {
        using CancellationTokenSource stop = new();
        Enrolment enrolment = Create(2, status =>
        {
            if (status.StartsWith("preparing", StringComparison.Ordinal))
            {
                stop.Cancel();
            }
        });
        Assert.Throws<OperationCanceledException>(() => enrolment.Run(DateTimeOffset.UtcNow, stop.Token));
    }

    private Enrolment Create(int iterations, Action<string> status) => new(
        new() { Name = "Ann", Photos = _photos, Iterations = iterations, Threads = 1, Others = _photos }, _package, _store, _told.Add, status);
}
