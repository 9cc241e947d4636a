using IdmLive.Pipeline.People;

namespace IdmLive.Pipeline.Tests.People;

public sealed class FrameChooserTests
{
    private static readonly CandidateFacts Good = DrawnPerson.Facts;

    [Fact]
    public void What_is_of_no_use_is_left_out_and_counted_by_reason()
    {
        CandidateFacts[] facts =
        [
            Good with { Sharpness = .2 }, Good with { Sharpness = .21 }, Good with { Brightness = 20 }, Good with { Brightness = 240 }, Good with { SourceWidth = 100 },
            Good with { Noise = 12 }, Good with { Flatness = .9 },
        ];
        FaceCandidate[] faces = DrawnFaces.Clip(60, i => i < facts.Length ? facts[i] : Good);
        faces[20] = faces[20] with { Thumbnail = faces[19].Thumbnail };
        FrameChoice choice = FrameChooser.Choose(faces);
        Assert.Equal(52, choice.Usable);
        Assert.Equal(2, choice.Refused[FrameFault.Blurred]);
        Assert.All(Enum.GetValues<FrameFault>().Where(f => f != FrameFault.Blurred), f => Assert.Equal(1, choice.Refused[f]));
        Assert.Null(choice.Problem);
    }

    [Fact]
    public void Blurred_photos_only_are_refused_with_the_reason()
    {
        FrameChoice choice = FrameChooser.Choose(DrawnFaces.Clip(12, i => Good with { Sharpness = i < 10 ? .2 : .5, Brightness = i < 10 ? 120 : 10 }));
        Assert.Empty(choice.Training);
        Assert.Equal("Of 12 faces 0 can be used, and 3 are needed: 10 are blurred, 2 are dark; give more pictures, large, sharp and well lit.", choice.Problem);
    }

    [Fact]
    public void Three_photos_are_enough_and_one_of_them_is_to_measure_by()
    {
        FaceCandidate[] photos = [.. DrawnFaces.Clip(3).Select((f, i) => f with { Time = null, Source = $"{i}.jpg" })];
        FrameChoice choice = FrameChooser.Choose(photos);
        Assert.Equal(2, choice.Training.Count);
        Assert.Equal("2.jpg", Assert.Single(choice.HeldOut).Source);
        Assert.NotNull(FrameChooser.Choose(photos[..2]).Problem);
    }

    [Fact]
    public void Frames_to_measure_by_are_the_later_part_of_each_block_and_nobodys_neighbour()
    {
        // 40 seconds, two blocks: what is held out lies in 15..20 and 35..40.
        FaceCandidate[] faces = [.. Enumerable.Range(0, 400).Select(i => DrawnFaces.Of(1, i))];
        FrameChoice choice = FrameChooser.Choose(faces, new() { Training = 400, HeldOut = 400 });
        Assert.All(choice.HeldOut, f => Assert.True(f.Time!.Value.TotalSeconds is > 14.9 and < 20 or > 34.9 and < 40, $"{f.Time}"));
        double nearest = choice.Training.Min(t => choice.HeldOut.Min(h => Math.Abs((t.Time!.Value - h.Time!.Value).TotalSeconds)));
        Assert.True(nearest >= .49, $"{nearest} s apart");
        Assert.InRange(choice.HeldOut.Count, 96, 101);
        Assert.True(choice.Training.Count > 270);
    }

    [Fact]
    public void Each_prompt_gives_frames_of_both_kinds()
    {
        FaceCandidate[] faces = [.. Enumerable.Range(0, 240).Select(i => DrawnFaces.Of(1, i) with { Prompt = (CapturePrompt)(i / 40) })];
        FrameChoice choice = FrameChooser.Choose(faces, new() { Training = 240, HeldOut = 240 });
        Assert.Equal(CapturePrompts.All, choice.Training.Select(f => f.Prompt!.Value).Distinct().Order());
        Assert.Equal(CapturePrompts.All, choice.HeldOut.Select(f => f.Prompt!.Value).Distinct().Order());
        double nearest = choice.Training.Min(t => choice.HeldOut.Min(h => Math.Abs((t.Time!.Value - h.Time!.Value).TotalSeconds)));
        Assert.True(nearest > .35, $"{nearest} s apart");
    }

    [Fact]
    public void Rare_poses_are_taken_before_the_hundredth_frontal_frame()
    {
        FaceCandidate[] faces = DrawnFaces.Clip(200, i => i % 20 == 3 ? Good with { Yaw = i % 40 == 3 ? .3 : -.3 } : Good with { Yaw = .001 * (i % 7) });
        FrameChoice choice = FrameChooser.Choose(faces, new() { Training = 4 });
        Assert.Equal(4, choice.Training.Count);
        Assert.Contains(choice.Training, f => f.Facts.Yaw == .3);
        Assert.Contains(choice.Training, f => f.Facts.Yaw == -.3);
    }

    [Fact]
    public void Of_frames_that_show_the_same_the_sharp_one_is_taken()
    {
        FaceCandidate[] faces = DrawnFaces.Clip(100, i => Good with { Yaw = (i % 2) * .3, Sharpness = i is 10 or 11 ? .6 : .35 });
        FrameChoice choice = FrameChooser.Choose(faces, new() { Training = 2 });
        Assert.Contains(choice.Training, f => f.Frame is 10 or 11);
        Assert.Equal([0, .3], choice.Training.Select(f => f.Facts.Yaw).Order());
    }

    [Fact]
    public void What_the_frames_do_not_show_is_said()
    {
        FrameChoice plain = FrameChooser.Choose(DrawnFaces.Clip(80, _ => Good));
        Assert.Equal(
            ["no frame turned to the left", "no frame turned to the right", "no frame with an open mouth", "no frame with a smile", "all frames have the same light"],
            plain.Missing);
        FrameChoice rich = FrameChooser.Choose(DrawnFaces.Clip(80, i => (i % 5) switch
        {
            0 => Good with { Yaw = .25 },
            1 => Good with { Yaw = -.25 },
            2 => Good with { MouthOpening = .2, Brightness = 170 },
            3 => Good with { MouthWidth = .8, Brightness = 90 },
            _ => Good,
        }));
        Assert.Empty(rich.Missing);
    }

    [Fact]
    public void Equal_input_gives_equal_choices()
    {
        FaceCandidate[] faces = DrawnFaces.Clip(150, i => Good with { Yaw = Math.Sin(i) * .3, MouthOpening = Math.Cos(3 * i) * .1 });
        FrameChoice one = FrameChooser.Choose(faces), two = FrameChooser.Choose([.. faces.Reverse()]);
        Assert.Equal(one.Training.Select(f => f.Frame), two.Training.Select(f => f.Frame));
        Assert.Equal(64, one.Training.Count);
        Assert.Equal(24, one.HeldOut.Count);
    }

    [Fact]
    public void Chosen_crops_go_into_the_enrolment_with_their_facts()
    {
        string root = Directory.CreateTempSubdirectory("idmlive-people-").FullName;
        try
        {
            FrameChoice choice = FrameChooser.Choose([.. DrawnFaces.Clip(40).Select(f => f with { Png = [1, (byte)f.Frame] })]);
            PeopleStore store = new(root);
            using PersonStage stage = store.Begin("Ann");
            IReadOnlyList<PersonCrop> crops = choice.WriteTo(stage);
            Assert.Equal(crops, choice.WriteTo(stage));
            Assert.Equal(choice.HeldOut.Count, crops.Count(c => c.IsHeldOut));
            PersonRecord record = DrawnPerson.Record("Ann", adapter: null) with { Crops = crops, Embeddings = choice.Embeddings, Source = new(40, crops.Count) };
            stage.Save(record);
            EnrolledPerson person = store.Commit(stage);
            Assert.Equal(choice.Training[0].Png, File.ReadAllBytes(person.CropPath(person.Record.Crops[0])));
            Assert.Equal(choice.HeldOut[^1].Png, File.ReadAllBytes(person.CropPath(person.Record.Crops[^1])));
            Assert.Equal(choice.Training.Count, person.Record.Embeddings.Count);
        }
        finally
        {
            Directory.Delete(root, recursive: true);
        }
    }
}
