using IdmLive.Tools.Evaluation;
using IdmLive.Training.Degradation;
using IdmLive.Training.Intrinsic;
using OpenCvSharp;

namespace IdmLive.Tools.Tests.Evaluation;

public sealed class TestSetTests
{
    [Fact]
    public void A_face_is_the_same_whatever_was_asked_for_before()
    {
        TestSet first = DrawnFaces.Set(3), second = DrawnFaces.Set(3);
        using TestPair a = first.Pair(2);
        using TestPair other = second.Pair(0), b = second.Pair(2), again = second.Pair(2);
        Assert.Equal(0, Cv2.Norm(a.Degraded, b.Degraded, NormTypes.INF));
        Assert.Equal(0, Cv2.Norm(b.Degraded, again.Degraded, NormTypes.INF));
        Assert.NotEqual(0, Cv2.Norm(a.Degraded, other.Degraded, NormTypes.INF));
    }

    [Fact]
    public void The_degradation_is_the_recipe_drawn_from_seed_and_position()
    {
        using TestPair pair = DrawnFaces.Set(3).Pair(1);
        using Mat expected = DegradationRecipe.Equation11(DrawnFaces.Size).Apply(pair.Clean, new Random(BatchSource.HashCode(7, 1, 0)));
        Assert.Equal(0, Cv2.Norm(expected, pair.Degraded, NormTypes.INF));
        using TestPair otherSeed = DrawnFaces.Set(3, seed: 8).Pair(1);
        Assert.NotEqual(0, Cv2.Norm(otherSeed.Degraded, pair.Degraded, NormTypes.INF));
        Assert.Equal(0, Cv2.Norm(otherSeed.Clean, pair.Clean, NormTypes.INF));
    }
}
