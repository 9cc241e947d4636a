using IdmLive.App.Demo;
using OpenCvSharp;

namespace IdmLive.App.Tests.Demo;

public sealed class PictureSheetTests
{
    [Fact]
    public void Every_picture_stands_on_the_sheet_in_its_row_and_column()
    {
        using PictureSheet sheet = new("Input", "Restored", "Clean");
        using Mat red = Flat(256, 256, new(0, 0, 255)), green = Flat(256, 256, new(0, 255, 0)), blue = Flat(256, 256, new(255, 0, 0));
        using Mat redFrame = Flat(640, 480, new(0, 0, 255)), greenFrame = Flat(640, 480, new(0, 255, 0)), blueFrame = Flat(640, 480, new(255, 0, 0));
        sheet.SetFrames("0.5 s", redFrame, greenFrame, blueFrame);
        sheet.AddCloseUps("1.0 s", red, green, blue);
        sheet.AddCloseUps("2.0 s", green, blue, red);
        sheet.SetFigures(0, "identity 0.71");
        using Mat drawn = sheet.Draw("Title", "subtitle");

        int frameArea = 341 * 256, closeUpArea = 256 * 256;
        Assert.Equal(frameArea + (2 * closeUpArea), Count(drawn, new(0, 0, 255)));
        Assert.Equal(frameArea + (2 * closeUpArea), Count(drawn, new(0, 255, 0)));
        Assert.Equal(frameArea + (2 * closeUpArea), Count(drawn, new(255, 0, 0)));
    }

    [Fact]
    public void A_label_is_drawn_dark_on_the_sheet_and_leaves_the_pictures_alone()
    {
        using Mat page = Flat(400, 60, new(250, 250, 250));
        SheetText.Write(page, "identity 0.812", new Point(10, 40), 12, new Scalar(0, 0, 0));
        int dark = 400 * 60 - Count(page, new(250, 250, 250));
        Assert.InRange(dark, 200, 4000);
        using Mat below = new(page, new Rect(0, 48, 400, 12));
        Assert.Equal(400 * 12, Count(below, new(250, 250, 250)));
    }

    [Fact]
    public void An_unfinished_sheet_is_refused()
    {
        using PictureSheet sheet = new("Input");
        Assert.Throws<InvalidOperationException>(() => sheet.Draw("Title", "subtitle"));
    }

    private static Mat Flat(int width, int height, Scalar colour) => new(height, width, MatType.CV_8UC3, colour);

    private static int Count(Mat picture, Scalar colour)
    {
        using Mat mask = new();
        Cv2.InRange(picture, colour, colour, mask);
        return Cv2.CountNonZero(mask);
    }
}
