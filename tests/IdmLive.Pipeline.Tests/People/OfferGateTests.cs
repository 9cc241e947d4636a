using IdmLive.Pipeline.People;

namespace IdmLive.Pipeline.Tests.People;

public sealed class OfferGateTests
{
    private readonly OfferGate _gate = new(new(), new HashSet<string> { "Ann", "Ben" });

    [Fact]
    public void A_person_is_due_after_three_seconds_of_confidence_and_then_every_two()
    {
        List<double> offered = [];
        for (int i = 0; i <= 90; i++)
        {
            if (Take(i * .1, new PersonMatch(1, "Ann", .8, "")) == 0)
            {
                offered.Add(Math.Round(i * .1, 1));
                _gate.Note("Ann", TimeSpan.FromSeconds(i * .1));
            }
        }

        Assert.Equal([3, 5, 7, 9], offered);
    }

    [Theory]
    [InlineData(null, .9)]
    [InlineData("Ann", .55)]
    [InlineData("Ann", null)]
    [InlineData("Carla", .9)]
    public void Who_is_unmatched_barely_matched_assumed_or_not_wanted_is_never_due(string? name, double? score)
    {
        for (int i = 0; i < 100; i++)
        {
            Assert.Equal(-1, Take(i * .1, new PersonMatch(1, name, score, "")));
        }
    }

    [Fact]
    public void One_doubtful_look_begins_the_time_anew()
    {
        Assert.Equal(-1, Take(0, new PersonMatch(1, "Ann", .8, "")));
        Assert.Equal(-1, Take(2.9, new PersonMatch(1, "Ann", .5, "")));
        Assert.Equal(-1, Take(3, new PersonMatch(1, "Ann", .8, "")));
        Assert.Equal(-1, Take(5.9, new PersonMatch(1, "Ann", .8, "")));
        Assert.Equal(0, Take(6, new PersonMatch(1, "Ann", .8, "")));
    }

    [Fact]
    public void A_track_that_turns_into_another_person_begins_anew_as_does_one_that_was_gone()
    {
        Take(0, new PersonMatch(1, "Ann", .8, ""));
        Take(2, new PersonMatch(1, "Ben", .8, ""));
        Assert.Equal(-1, Take(4, new PersonMatch(1, "Ben", .8, "")));
        Assert.Equal(0, Take(5, new PersonMatch(1, "Ben", .8, "")));
        Take(5.1);
        Assert.Equal(-1, Take(5.2, new PersonMatch(1, "Ben", .8, "")));
    }

    [Fact]
    public void Two_people_take_turns()
    {
        PersonMatch[] both = [new(1, "Ann", .8, ""), new(2, "Ben", .9, "")];
        Take(0, both);
        List<int> turns = [];
        for (double time = 3; time < 8; time += .5)
        {
            if (Take(time, both) is var due and >= 0)
            {
                turns.Add(due);
                _gate.Note(both[due].Name!, TimeSpan.FromSeconds(time));
            }
        }

        Assert.Equal([0, 1, 0, 1, 0, 1], turns);
    }

    [Fact]
    public void Time_that_goes_back_and_a_cut_begin_anew()
    {
        Take(0, new PersonMatch(1, "Ann", .8, ""));
        Assert.Equal(0, Take(9, new PersonMatch(1, "Ann", .8, "")));
        Assert.Equal(-1, Take(1, new PersonMatch(1, "Ann", .8, "")));
        Assert.Equal(0, Take(4, new PersonMatch(1, "Ann", .8, "")));
        _gate.Restart();
        Assert.Equal(-1, Take(4.1, new PersonMatch(1, "Ann", .8, "")));
    }

    private int Take(double seconds, params PersonMatch[] matches) => _gate.Take(matches, TimeSpan.FromSeconds(seconds));
}
