using IdmLive.Tools.VideoEvaluation;
using IdmLive.Training.Degradation;
using OpenCvSharp;

namespace IdmLive.Tools.Tests.VideoEvaluation;

public sealed class VirtualCameraTests
{
    private static readonly DegradationRecipe Webcam = DegradationRecipe.ByName("webcam", MovingPattern.Size);

    [Fact]
    public void Faces_before_one_camera_share_its_values_and_not_its_noise()
    {
        VirtualCamera first = new(Webcam, 7, 2, 0), second = new(Webcam, 7, 2, 1), other = new(Webcam, 7, 3, 0);
        Assert.Equal(first.Stages, second.Stages);
        Assert.NotEqual(first.Stages, other.Stages);
        Assert.Contains(first.Stages, s => s.StartsWith("LowLight", StringComparison.Ordinal));
        Assert.NotEqual(0, Distance(first, 0, second, 0));
    }

    [Fact]
    public void Each_frame_has_its_own_noise_and_a_second_run_the_same()
    {
        VirtualCamera camera = new(Webcam, 7, 2, 0), again = new(Webcam, 7, 2, 0);
        Assert.NotEqual(0, Distance(camera, 0, camera, 1));
        Assert.Equal(0, Distance(camera, 5, again, 5));
    }

    [Fact]
    public void A_still_shares_no_frame_of_noise_with_the_clip()
    {
        VirtualCamera camera = new(Webcam, 7, 2, 0);
        using Mat clean = MovingPattern.Draw(0), frame = camera.Expose(clean, 0), still = camera.ExposeStill(clean, 0);
        Assert.NotEqual(0, Cv2.Norm(frame, still));
    }

    private static double Distance(VirtualCamera a, int frameA, VirtualCamera b, int frameB)
    {
        using Mat clean = MovingPattern.Draw(0), first = a.Expose(clean, frameA), second = b.Expose(clean, frameB);
        return Cv2.Norm(first, second);
    }
}
