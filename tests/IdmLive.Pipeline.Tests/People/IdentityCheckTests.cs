using IdmLive.Pipeline.People;

namespace IdmLive.Pipeline.Tests.People;

public sealed class IdentityCheckTests
{
    [Fact]
    public void One_person_is_kept_whole_in_order()
    {
        FaceCandidate[] faces = DrawnFaces.Clip(40);
        IdentityDecision decision = IdentityCheck.Decide(faces);
        Assert.Null(decision.Problem);
        Assert.Equal(faces, decision.Kept);
        Assert.Equal([40], decision.Groups);
        Assert.Equal(0, decision.Outliers);
    }

    [Fact]
    public void Two_people_are_refused_with_the_count_of_each()
    {
        FaceCandidate[] faces = [.. DrawnFaces.Clip(40), .. Enumerable.Range(40, 22).Select(i => DrawnFaces.Of(2, i) with { Source = "other.mp4" })];
        IdentityDecision decision = IdentityCheck.Decide(faces);
        Assert.Empty(decision.Kept);
        Assert.Equal([40, 22], decision.Groups);
        Assert.Contains("2 people (40 faces of one and 22 of another); leave out other.mp4.", decision.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public void Three_people_are_counted_too()
    {
        FaceCandidate[] faces = [.. Enumerable.Range(0, 60).Select(i => DrawnFaces.Of(i % 3, i))];
        Assert.Contains("3 people (20 faces of one and 20 of another, 20 of another)", IdentityCheck.Decide(faces).Problem, StringComparison.Ordinal);
    }

    [Fact]
    public void A_few_faces_of_nobody_are_dropped_and_counted()
    {
        FaceCandidate[] faces = [.. DrawnFaces.Clip(40), DrawnFaces.Of(8, 50), DrawnFaces.Of(9, 51), DrawnFaces.Of(10, 52)];
        IdentityDecision decision = IdentityCheck.Decide(faces);
        Assert.Null(decision.Problem);
        Assert.Equal(40, decision.Kept.Count);
        Assert.Equal(3, decision.Outliers);
    }

    [Fact]
    public void A_smaller_person_in_the_same_frames_is_a_bystander_and_one_as_large_is_not()
    {
        FaceCandidate[] main = DrawnFaces.Clip(30);
        FaceCandidate Other(int i, double size) => DrawnFaces.Of(2, i) with { Facts = DrawnPerson.Facts with { SourceWidth = size * DrawnPerson.Facts.SourceWidth } };
        IdentityDecision small = IdentityCheck.Decide([.. main, .. Enumerable.Range(0, 20).Select(i => Other(i, .5))]);
        Assert.Equal(main, small.Kept);
        Assert.Equal(20, small.Bystanders);
        IdentityDecision alike = IdentityCheck.Decide([.. main, .. Enumerable.Range(0, 30).Select(i => Other(i, .9))]);
        Assert.Contains("by the side", alike.Problem, StringComparison.Ordinal);

        // Alone in frames of their own nobody stands by.
        Assert.NotNull(IdentityCheck.Decide([.. main, .. Enumerable.Range(50, 20).Select(i => Other(i, .5))]).Problem);
    }

    [Theory]
    [InlineData(new[] { 1, 1, 1 }, true)]
    [InlineData(new[] { 1, 1, 2 }, false)]
    [InlineData(new[] { 1, 2 }, false)]
    [InlineData(new[] { 1 }, true)]
    [InlineData(new int[0], false)]
    public void Few_photos_must_agree(int[] people, bool isFine)
    {
        FaceCandidate[] faces = [.. people.Select((p, i) => DrawnFaces.Of(p, i) with { Time = null, Source = $"{i}.jpg" })];
        Assert.Equal(isFine, IdentityCheck.Decide(faces).Problem is null);
    }

    [Fact]
    public void A_crowd_is_nobody_to_enrol_and_takes_no_minutes()
    {
        FaceCandidate[] crowd = [.. Enumerable.Range(0, 400).Select(i => DrawnFaces.Of(i, i))];
        IdentityDecision decision = IdentityCheck.Decide(crowd);
        Assert.Contains("of 400 faces look like one person", decision.Problem, StringComparison.Ordinal);
        Assert.Empty(decision.Kept);
    }

    [Fact]
    public void The_order_of_the_faces_does_not_matter()
    {
        FaceCandidate[] faces = [.. DrawnFaces.Clip(30), .. Enumerable.Range(30, 3).Select(i => DrawnFaces.Of(i, i))];
        IdentityDecision forward = IdentityCheck.Decide(faces), backward = IdentityCheck.Decide([.. faces.Reverse()]);
        Assert.Equal(forward.Kept.Select(f => f.Frame), backward.Kept.Select(f => f.Frame).Order());
        Assert.Equal(forward.Outliers, backward.Outliers);
    }
}
