using IdmLive.Pipeline.People;

namespace IdmLive.Pipeline.Tests.People;

/// <summary>Scores are drawn around what was measured: the same person .7, another .1.</summary>
public sealed class PersonDecisionTests
{
    private static readonly PersonMatcherOptions Options = new() { EnterScore = .5, LeaveScore = .35, Margin = .08, AgreeingLooks = 3, ForgetAfter = 5 };

    [Fact]
    public void Several_looks_in_a_row_have_to_agree_before_a_track_is_somebody()
    {
        PersonDecision decision = new(Options);
        Assert.Null(Frame(decision, (1, .7, .1)).Name);
        Assert.Equal("1 of 3 looks agree", Frame(decision).Reason);
        Assert.Null(Frame(decision, (1, .7, .1)).Name);
        PersonMatch match = Frame(decision, (1, .66, .1));
        Assert.Equal(("Anna", "recognised, 3 looks agree"), (match.Name, match.Reason));
        Assert.Equal(.66, match.Score);
    }

    [Fact]
    public void One_look_that_does_not_agree_begins_the_count_anew()
    {
        PersonDecision decision = new(Options);
        foreach ((double anna, double ben) in ((double, double)[])[(.7, .1), (.7, .1), (.45, .1), (.7, .1), (.7, .1), (.2, .6), (.7, .1), (.7, .1)])
        {
            Assert.Null(Frame(decision, (1, anna, ben)).Name);
        }

        Assert.Equal("Anna", Frame(decision, (1, .7, .1)).Name);
    }

    [Fact]
    public void Strangers_and_short_noise_are_nobody()
    {
        Random random = new(3);
        PersonDecision decision = new(Options);
        for (int look = 0; look < 2000; look++)
        {
            // One look in fifty is wrong, far more than was measured.
            Assert.Null(Frame(decision, (1, random.Next(50) == 0 ? .6 : .1 + (.2 * random.NextDouble()), .1)).Name);
        }
    }

    [Fact]
    public void Between_the_thresholds_a_person_stays_and_one_clear_look_ends_it()
    {
        PersonDecision decision = Recognised();
        for (int i = 0; i < 20; i++)
        {
            PersonMatch kept = Frame(decision, (1, .4, .1));
            Assert.Equal(("Anna", "recognised, last look does not contradict"), (kept.Name, kept.Reason));
        }

        PersonMatch match = Frame(decision, (1, .3, .1));
        Assert.Null(match.Name);
        Assert.Equal("taken back: 0.30 is below 0.35", match.Reason);
        Assert.Null(Frame(decision, (1, .7, .1)).Name);
    }

    [Fact]
    public void A_look_that_says_another_person_ends_it_even_above_the_threshold()
    {
        PersonDecision decision = Recognised();
        PersonMatch match = Frame(decision, (1, .45, .6));
        Assert.Null(match.Name);
        Assert.Contains("more like another", match.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Two_people_who_are_alike_are_neither()
    {
        PersonDecision decision = new(Options);
        for (int i = 0; i < 10; i++)
        {
            PersonMatch match = Frame(decision, (1, .62, .58));
            Assert.Null(match.Name);
            Assert.Equal("two are alike (0.62 and 0.58)", match.Reason);
        }
    }

    [Fact]
    public void Two_people_get_each_their_own_and_when_their_tracks_are_exchanged_none_keeps_the_others()
    {
        PersonDecision decision = new(Options);
        for (int i = 0; i < 3; i++)
        {
            Frames(decision, (1, .7, .1), (2, .15, .65));
        }

        Assert.Equal(["Anna", "Ben"], Names(Frames(decision)));

        // They crossed and the tracker took one for the other: one look each, and no wrong name; three more, and the right ones.
        Assert.Equal(["-", "-"], Names(Frames(decision, (1, .12, .68), (2, .7, .1))));
        Assert.Equal(["-", "-"], Names(Frames(decision, (1, .12, .68), (2, .7, .1))));
        Assert.Equal(["-", "-"], Names(Frames(decision, (1, .12, .68), (2, .7, .1))));
        Assert.Equal(["Ben", "Anna"], Names(Frames(decision, (1, .12, .68), (2, .7, .1))));
    }

    [Fact]
    public void While_only_one_of_two_exchanged_tracks_was_looked_at_a_person_is_in_one_place_only()
    {
        PersonDecision decision = new(Options);
        for (int i = 0; i < 3; i++)
        {
            Frames(decision, (1, .7, .1), (2, .1, .1));
        }

        for (int i = 0; i < 3; i++)
        {
            Look(decision, 2, .72, .1);
            string[] names = Names(Frames(decision));
            Assert.Equal(1, names.Count(n => n == "Anna"));
        }

        // Nearly as good is not better: who has it keeps it.
        Assert.Equal(["Anna", "-"], Names(Frames(decision)));
        Look(decision, 2, .85, .1);
        IReadOnlyList<PersonMatch> matches = Frames(decision);
        Assert.Equal(["-", "Anna"], Names(matches));
        Assert.Equal("Anna is given to another face", matches[0].Reason);
    }

    [Fact]
    public void A_track_that_has_ended_is_forgotten_and_a_short_gap_is_not_an_end()
    {
        PersonDecision decision = Recognised();
        Absent(decision, Options.ForgetAfter - 1);
        Assert.Equal("Anna", Frame(decision).Name);
        Absent(decision, Options.ForgetAfter + 1);
        Assert.Equal(0, decision.Tracks);
        Look(decision, 1, .7, .1);
        Assert.Equal((null, "not looked at yet"), (Frame(decision).Name, Frame(decision).Reason));
        PersonDecision cut = Recognised();
        cut.Restart();
        Assert.Null(Frame(cut).Name);

        static void Absent(PersonDecision decision, int frames)
        {
            for (int i = 0; i < frames; i++)
            {
                decision.Begin([]);
                Assert.Empty(decision.Assign([]));
            }
        }
    }

    [Fact]
    public void A_forced_person_is_assumed_at_once_and_taken_back_when_another_is_seen()
    {
        PersonDecision decision = new(Options with { Forced = "Anna" });
        PersonMatch match = Frame(decision);
        Assert.Equal(("Anna", null, "assumed"), (match.Name, match.Score, match.Reason));
        Assert.Equal("Anna", Frame(decision, (1, .42, .1)).Name);
        Assert.Null(Frame(decision, (1, .12, .1)).Name);

        // The person comes back into the picture: as with anybody, several looks.
        Assert.Equal(["-", "-", "Anna"], Enumerable.Range(0, 3).Select(_ => Frame(decision, (1, .7, .1)).Name ?? "-"));
    }

    [Fact]
    public void Another_enrolled_person_in_front_of_a_forced_model_gets_the_general_one()
    {
        PersonDecision decision = new(Options with { Forced = "Anna" });
        Assert.Null(Frame(decision, (1, .45, .7)).Name);
        for (int i = 0; i < 5; i++)
        {
            Assert.Null(Frame(decision, (1, .1, .7)).Name);
        }
    }

    [Fact]
    public void Without_the_guard_a_forced_person_stays_whatever_is_seen()
    {
        PersonDecision decision = new(Options with { Forced = "Anna", IsGuarded = false });
        for (int i = 0; i < 5; i++)
        {
            PersonMatch match = Frame(decision, (1, -.1, .9));
            Assert.Equal(("Anna", -.1), (match.Name, match.Score));
        }
    }

    [Fact]
    public void A_forced_person_is_one_face_of_several_and_goes_to_the_one_that_is_like_them()
    {
        PersonDecision decision = new(Options with { Forced = "Anna" });
        Assert.Equal(["Anna", "-"], Names(Frames(decision)));
        Look(decision, 2, .7, .1);
        Assert.Equal(["-", "Anna"], Names(Frames(decision)));
        Look(decision, 1, .1, .1);
        Assert.Equal(["-", "Anna"], Names(Frames(decision)));
    }

    [Fact]
    public void One_sure_look_is_enough_only_where_it_may_be()
    {
        PersonDecision still = new(Options with { SureScore = .6 });
        Assert.Equal("Anna", Frame(still, (1, .6, .1)).Name);
        PersonDecision doubtful = new(Options with { SureScore = .6 });
        Assert.Null(Frame(doubtful, (1, .59, .1)).Name);
    }

    [Theory]
    [InlineData(.4, .5, 3)]
    [InlineData(.5, -.1, 3)]
    [InlineData(.5, .35, 0)]
    public void Settings_out_of_range_are_refused(double enter, double leave, int looks) =>
        Assert.Throws<ArgumentException>(() => new PersonDecision(new() { EnterScore = enter, LeaveScore = leave, AgreeingLooks = looks }));

    private static PersonDecision Recognised()
    {
        PersonDecision decision = new(Options);
        for (int i = 0; i < 3; i++)
        {
            Frame(decision, (1, .7, .1));
        }

        return decision;
    }

    private static void Look(PersonDecision decision, int track, double anna, double ben) => decision.Look(track, [new("Anna", anna), new("Ben", ben)]);

    /// <summary>A frame with track 1 alone.</summary>
    private static PersonMatch Frame(PersonDecision decision, params (int Track, double Anna, double Ben)[] looks)
    {
        decision.Begin([1]);
        Array.ForEach(looks, l => Look(decision, l.Track, l.Anna, l.Ben));
        return Assert.Single(decision.Assign([1]));
    }

    /// <summary>A frame with tracks 1 and 2.</summary>
    private static IReadOnlyList<PersonMatch> Frames(PersonDecision decision, params (int Track, double Anna, double Ben)[] looks)
    {
        decision.Begin([1, 2]);
        Array.ForEach(looks, l => Look(decision, l.Track, l.Anna, l.Ben));
        return decision.Assign([1, 2]);
    }

    private static string[] Names(IReadOnlyList<PersonMatch> matches) => [.. matches.Select(m => m.Name ?? "-")];
}
