using IdmLive.Diffusion.Restoring;
using IdmLive.Diffusion.Streaming;
using IdmLive.Diffusion.Tests.Models;
using IdmLive.Pipeline.Restoring;
using OpenCvSharp;
using TorchSharp;
using static IdmLive.Diffusion.Tests.Streaming.StreamScene;
using Scalar = OpenCvSharp.Scalar;

namespace IdmLive.Diffusion.Tests.Streaming;

public sealed class StreamingRestorerPeopleTests : IDisposable
{
    private const int Size = 128;
    private static readonly StreamingOptions Options = new() { Arithmetic = Arithmetic.Float32, Sizes = [128, 64], Threads = 1 };
    private readonly PeopleFixture _fixture = new(Size);
    private readonly StreamScene _scene = new(Size);

    public void Dispose()
    {
        _scene.Dispose();
        _fixture.Dispose();
    }

    [Fact]
    public void Three_faces_get_each_their_own_in_any_order()
    {
        using StreamingRestorer together = new(_fixture.General, Options, _fixture.People);
        StreamingRestorer[] alone = [new(_fixture.General, Options), new(_fixture.Anna, Options), new(_fixture.Ben, Options)];
        string?[] names = [null, "Anna", "Ben"];
        Mat[] own = [_scene.Empty(), _scene.Empty(), _scene.Empty()], expected = [_scene.Empty(), _scene.Empty(), _scene.Empty()];
        for (int frame = 0; frame < 4; frame++)
        {
            Mat[] crops = [.. names.Select((_, i) => _scene.Draw((100 * i) + (8 * frame)))];
            StreamFace[] faces = [.. names.Select((n, i) => new StreamFace(i + 1, crops[i], own[i], n))];
            Restore(together, 128, frame % 2 == 0 ? faces : [faces[2], faces[0], faces[1]]);
            for (int i = 0; i < 3; i++)
            {
                Restore(alone[i], 128, faces[i] with { Restored = expected[i], Person = null });
                Assert.Equal(0, Cv2.Norm(expected[i], own[i], NormTypes.INF));
            }
        }

        Array.ForEach(alone, a => a.Dispose());
    }

    [Fact]
    public void A_name_that_is_not_known_gets_the_models_own()
    {
        using StreamingRestorer with = new(_fixture.General, Options, _fixture.People), without = new(_fixture.General, Options);
        Mat a = _scene.Empty(), b = _scene.Empty();
        for (int frame = 0; frame < 3; frame++)
        {
            Restore(with, 128, new StreamFace(1, _scene.Draw(frame * 8), a, frame == 1 ? "somebody" : null));
            Restore(without, 128, new StreamFace(1, _scene.Draw(frame * 8), b));
            Assert.Equal(0, Cv2.Norm(a, b, NormTypes.INF));
        }
    }

    [Fact]
    public void When_the_person_changes_the_new_face_fades_in_and_then_is_that_persons()
    {
        using StreamingRestorer turning = new(_fixture.General, Options, _fixture.People), anna = new(_fixture.Anna, Options), general = new(_fixture.General, Options);
        Mat shown = _scene.Empty(), expected = _scene.Empty(), before = _scene.Empty();
        for (int frame = 0; frame < 24; frame++)
        {
            // A face that moves a little: nothing is skipped, nothing is a cut. Six frames of fading, and as many as it takes until both are smoothed alike.
            Mat crop = _scene.Draw(frame * 2);
            StreamMode mode = Restore(turning, 128, new StreamFace(1, crop, shown, frame < 4 ? null : "Anna"))[0].Mode;
            Restore(general, 128, new StreamFace(1, crop, before));
            if (frame >= 4)
            {
                Restore(anna, 128, new StreamFace(1, crop, expected));
                Assert.Equal(frame == 4 ? StreamMode.Cold : StreamMode.Warm, mode);
            }

            double left = Left(shown, before, expected);
            if (frame == 4)
            {
                Assert.True(left is > .5 and < .98, $"{left:F2} of the way is left after the first frame");
            }
        }

        Assert.True(Left(shown, before, expected) < .05, $"{Left(shown, before, expected):F3} of the way is left");

        static double Left(Mat shown, Mat from, Mat to) => Cv2.Norm(shown, to, NormTypes.L1) / Cv2.Norm(from, to, NormTypes.L1);
    }

    [Fact]
    public void On_a_still_face_the_change_of_the_person_is_not_held_up()
    {
        using StreamingRestorer restorer = new(_fixture.General, Options, _fixture.People);
        Mat crop = _scene.Draw(0), restored = _scene.Empty();
        Assert.Equal([StreamMode.Cold, StreamMode.Skip], Modes(null, 2, 128));
        Assert.Equal([StreamMode.Cold, .. Enumerable.Repeat(StreamMode.Warm, Options.FadeFrames - 1), StreamMode.Skip], Modes("Anna", Options.FadeFrames + 1, 128));

        // Without time for a call what is shown stays; the change waits for the next call.
        using Mat shown = restored.Clone();
        Assert.Equal([StreamMode.Skip], Modes("Ben", 1, 0));
        Assert.Equal(0, Cv2.Norm(shown, restored, NormTypes.INF));
        Assert.Equal([StreamMode.Cold], Modes("Ben", 1, 128));

        // Taken back at once: again faded, from what is shown now.
        Assert.Equal([StreamMode.Cold, StreamMode.Warm], Modes(null, 2, 128));

        StreamMode[] Modes(string? person, int frames, int size) =>
            [.. Enumerable.Range(0, frames).Select(_ => Restore(restorer, size, new StreamFace(1, crop, restored, person))[0].Mode)];
    }

    [Fact]
    public void A_cut_while_a_face_fades_shows_nothing_of_the_scene_before()
    {
        using StreamingRestorer restorer = new(_fixture.General, Options, _fixture.People), fresh = new(_fixture.Anna, Options);
        Mat restored = _scene.Empty(), expected = _scene.Empty(), other = _scene.Keep(new(Size, Size, MatType.CV_8UC3, Scalar.All(235)));
        Restore(restorer, 128, new StreamFace(1, _scene.Draw(0), restored));
        Restore(restorer, 128, new StreamFace(1, _scene.Draw(2), restored, "Anna"));
        Assert.Equal(StreamMode.Cold, Restore(restorer, 128, new StreamFace(1, other, restored, "Anna"))[0].Mode);
        Restore(fresh, 128, new StreamFace(1, other, expected));
        Assert.Equal(0, Cv2.Norm(expected, restored, NormTypes.INF));
    }

    [Fact]
    public void No_tensor_is_left_over_when_people_come_and_go()
    {
        using StreamingRestorer restorer = new(_fixture.General, Options with { ForgetAfter = 3 }, _fixture.People);
        Mat a = _scene.Empty(), b = _scene.Empty();
        Run();
        long before = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
        Run();
        Assert.Equal(before, DisposeScopeManager.Statistics.ThreadTotalLiveCount);

        void Run()
        {
            for (int i = 0; i < 12; i++)
            {
                Restore(restorer, i % 2 == 0 ? 128 : 64, new StreamFace(1, _scene.Draw(i * 5), a, i < 6 ? "Anna" : null), new StreamFace(2, _scene.Draw(70 - (i * 5)), b, i < 8 ? "Ben" : "Anna"));
            }
        }
    }

    [Fact]
    public void Parameters_of_another_network_are_refused_with_the_name()
    {
        Dictionary<string, ReadOnlyMemory<float>> few = new() { ["Carla"] = new float[10] };
        ArgumentException e = Assert.Throws<ArgumentException>(() => new StreamingRestorer(_fixture.General, Options, few));
        Assert.Contains("'Carla' are 10", e.Message, StringComparison.Ordinal);
    }
}
