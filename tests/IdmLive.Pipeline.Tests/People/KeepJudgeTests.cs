using IdmLive.Pipeline.People;

namespace IdmLive.Pipeline.Tests.People;

public sealed class KeepJudgeTests
{
    private static readonly CandidateFacts Good = DrawnPerson.Facts;
    private static readonly PersonScore[] Ann = [new("Ann", .8), new("Ben", .2)];

    private readonly KeepJudge _judge = new();

    [Fact]
    public void A_good_frame_of_a_good_camera_is_kept_once_the_camera_is_known() =>
        Assert.Equal([KeepVerdict.PoorCamera, KeepVerdict.PoorCamera, KeepVerdict.Good, KeepVerdict.Good], Enumerable.Range(0, 4).Select(_ => _judge.Judge("Ann", Good, Ann)));

    [Fact]
    public void What_is_blurred_noisy_dark_bright_small_or_drawn_is_not()
    {
        Settle();
        CandidateFacts[] faulty =
        [
            Good with { Sharpness = .3 }, Good with { Noise = 3 }, Good with { Brightness = 30 }, Good with { Brightness = 235 }, Good with { SourceWidth = 120 }, Good with { Flatness = .8 },
        ];
        Assert.All(faulty, f => Assert.Equal(KeepVerdict.Faulty, _judge.Judge("Ann", f, Ann)));
    }

    [Theory]
    [InlineData(.36, 0, KeepVerdict.Turned)]
    [InlineData(-.36, 0, KeepVerdict.Turned)]
    [InlineData(0, .27, KeepVerdict.Turned)]
    [InlineData(.2, -.2, KeepVerdict.Good)]
    public void A_head_that_is_turned_away_is_not(double yaw, double pitch, KeepVerdict expected)
    {
        Settle();
        Assert.Equal(expected, _judge.Judge("Ann", Good with { Yaw = yaw, Pitch = pitch }, Ann));
    }

    [Fact]
    public void Tilt_counts_from_the_persons_usual_one()
    {
        KeepJudge judge = new(new() { LeastCameraLooks = 1 }, new Dictionary<string, double> { ["Ann"] = -.2 });
        Assert.Equal(KeepVerdict.Good, judge.Judge("Ann", Good with { Pitch = -.4 }, Ann));
        Assert.Equal(KeepVerdict.Turned, judge.Judge("Ann", Good with { Pitch = .1 }, Ann));
    }

    [Theory]
    [InlineData(.59, .1)]
    [InlineData(.8, .7)]
    [InlineData(double.NaN, .1)]
    public void Who_is_not_surely_the_person_is_not(double own, double other)
    {
        Settle();
        Assert.Equal(KeepVerdict.Unsure, _judge.Judge("Ann", Good, [new("Ann", own), new("Ben", other)]));
        Assert.Equal(KeepVerdict.Unsure, _judge.Judge("Carla", Good, Ann));
    }

    [Fact]
    public void A_sharp_frame_of_a_bad_camera_is_chance()
    {
        for (int i = 0; i < 20; i++)
        {
            Assert.NotEqual(KeepVerdict.Good, _judge.Judge("Ann", i % 5 == 0 ? Good : Good with { Sharpness = .25 }, Ann));
        }
    }

    [Fact]
    public void A_camera_that_becomes_noisy_is_noticed_and_one_that_becomes_good_again_too()
    {
        Settle();
        KeepVerdict[] noisy = [.. Enumerable.Range(0, 4).Select(_ => _judge.Judge("Ann", Good with { Noise = 4 }, Ann))];
        Assert.DoesNotContain(KeepVerdict.Good, noisy);
        Assert.Equal(KeepVerdict.PoorCamera, _judge.Judge("Ann", Good, Ann));
        Assert.Contains(KeepVerdict.Good, Enumerable.Range(0, 4).Select(_ => _judge.Judge("Ann", Good, Ann)));
    }

    [Fact]
    public void Strangers_say_nothing_about_a_persons_camera_and_a_cut_forgets_it()
    {
        for (int i = 0; i < 5; i++)
        {
            _judge.Judge("Ann", Good, [new("Ann", .2)]);
        }

        Assert.Equal(KeepVerdict.PoorCamera, _judge.Judge("Ann", Good, Ann));
        Settle();
        _judge.Restart();
        Assert.Equal(KeepVerdict.PoorCamera, _judge.Judge("Ann", Good, Ann));
    }

    [Fact]
    public void Rules_that_cannot_be_are_a_sentence() =>
        Assert.Contains("looks at the camera 3 of 1", Assert.Throws<ArgumentException>(() => new KeepJudge(new() { CameraLooks = 1 })).Message, StringComparison.Ordinal);

    private void Settle()
    {
        for (int i = 0; i < 5; i++)
        {
            _judge.Judge("Ann", Good, Ann);
        }

        Assert.Equal(KeepVerdict.Good, _judge.Judge("Ann", Good, Ann));
    }
}
