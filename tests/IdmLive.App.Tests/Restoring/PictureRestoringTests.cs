using OpenCvSharp;

namespace IdmLive.App.Tests.Restoring;

public sealed class PictureRestoringTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("idmlive-pictures-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_face_is_restored_and_the_rest_of_the_picture_stays_bit_for_bit()
    {
        string portrait = Portrait("portrait.png");
        RestoreOutcome outcome = RestoreCommandLine.Run(portrait, "-o", At("out.png"), "--json");
        Assert.Equal(ExitStatus.Done, outcome.Status);
        Assert.Equal(1, outcome.Json.GetProperty("framesWithFace").GetInt32());
        Assert.Equal(At("out.png"), outcome.Json.GetProperty("output").GetString());
        using Mat before = Cv2.ImRead(portrait), after = Cv2.ImRead(At("out.png"));
        using Mat change = new(), grey = new();
        Cv2.Absdiff(before, after, change);
        Cv2.CvtColor(change, grey, ColorConversionCodes.BGR2GRAY);
        using Mat border = grey[new Rect(0, 0, grey.Width, grey.Height / 10)];
        Assert.Equal(0, Cv2.CountNonZero(border));
        Assert.True(Cv2.CountNonZero(grey) > grey.Width * grey.Height / 50, "the face was to be painted over");
    }

    [Fact]
    public void Strength_zero_needs_no_model_and_changes_nothing()
    {
        string portrait = Portrait("portrait.png");
        RestoreOutcome outcome = RestoreCommandLine.Run(new App.Restoring.RestorerFactory(), portrait, "-o", At("out.png"), "--strength", "0", "--json");
        Assert.Equal(ExitStatus.Done, outcome.Status);
        Assert.Equal(Pixels(portrait), Pixels(At("out.png")));
        Assert.Equal(System.Text.Json.JsonValueKind.Null, outcome.Json.GetProperty("model").ValueKind);
    }

    [Theory]
    [InlineData(256)]
    [InlineData(512)]
    [InlineData(100)]
    public void Aligned_crops_of_any_square_size_are_restored_whole(int size)
    {
        string crop = Drawn("crop.png", size, size);
        RestoreOutcome outcome = RestoreCommandLine.Run(crop, "-o", At("out.png"), "--aligned", "--json");
        Assert.Equal(ExitStatus.Done, outcome.Status);
        Assert.Equal(1, outcome.Json.GetProperty("faces").GetInt32());
        using Mat after = Cv2.ImRead(At("out.png"));
        Assert.Equal(new Size(size, size), after.Size());
        Assert.NotEqual(Pixels(crop), Pixels(At("out.png")));
    }

    [Fact]
    public void Half_the_strength_gives_the_mean_of_input_and_result()
    {
        string crop = Drawn("crop.png", 256, 256);
        RestoreCommandLine.Run(crop, "-o", At("full.png"), "--aligned");
        RestoreCommandLine.Run(crop, "-o", At("half.png"), "--aligned", "--strength", "0.5");
        byte[] none = Pixels(crop), full = Pixels(At("full.png")), half = Pixels(At("half.png"));
        Assert.All(half, (value, i) => Assert.InRange(value, ((none[i] + full[i]) / 2.0) - 1, ((none[i] + full[i]) / 2.0) + 1));
    }

    [Fact]
    public void Side_by_side_shows_the_input_to_the_left()
    {
        string crop = Drawn("crop.png", 128, 128);
        RestoreCommandLine.Run(crop, "-o", At("out.png"), "--aligned");
        RestoreCommandLine.Run(crop, "-o", At("both.png"), "--aligned", "--side-by-side");
        using Mat both = Cv2.ImRead(At("both.png")), input = Cv2.ImRead(crop), result = Cv2.ImRead(At("out.png"));
        Assert.Equal(new Size(256, 128), both.Size());
        using Mat left = both[new Rect(0, 0, 128, 128)], right = both[new Rect(128, 0, 128, 128)];
        Assert.Equal(0, Cv2.Norm(left, input));
        Assert.Equal(0, Cv2.Norm(right, result));
    }

    [Fact]
    public void Sixteen_bits_and_transparency_survive()
    {
        using Mat deep = new(64, 64, MatType.CV_16UC4, new Scalar(1000, 20001, 40003, 30000));
        Cv2.ImWrite(At("deep.png"), deep);
        RestoreOutcome outcome = RestoreCommandLine.Run(At("deep.png"), "-o", At("out.png"), "--aligned", "--strength", "0");
        Assert.Equal(ExitStatus.Done, outcome.Status);
        using Mat after = Cv2.ImRead(At("out.png"), ImreadModes.Unchanged);
        Assert.Equal(MatType.CV_16UC4, after.Type());
        Assert.Equal(0, Cv2.Norm(deep, after));
        Assert.Equal(ExitStatus.Done, RestoreCommandLine.Run(At("deep.png"), "-o", At("painted.png"), "--aligned", "--side-by-side").Status);
        using Mat painted = Cv2.ImRead(At("painted.png"), ImreadModes.Unchanged);
        Assert.Equal((128, MatType.CV_16UC4), (painted.Width, painted.Type()));
    }

    [Fact]
    public void A_folder_becomes_a_folder_and_a_damaged_picture_does_not_stop_the_others()
    {
        Directory.CreateDirectory(At("in"));
        Drawn("in/a.png", 64, 64);
        Drawn("in/c.jpg", 64, 64);
        File.WriteAllText(At("in/b.png"), "no picture");
        File.WriteAllText(At("in/notes.txt"), "not looked at");
        RestoreOutcome outcome = RestoreCommandLine.Run(At("in"), "-o", At("out"), "--aligned", "--json");
        Assert.Equal(ExitStatus.Partial, outcome.Status);
        Assert.Equal((2, 1, "partial"), (outcome.Json.GetProperty("frames").GetInt32(), outcome.Json.GetProperty("failed").GetInt32(), outcome.Json.GetProperty("status").GetString()));
        Assert.Contains("b.png", outcome.Error, StringComparison.Ordinal);
        Assert.Equal(["a.png", "c.jpg"], Directory.GetFiles(At("out")).Select(f => Path.GetFileName(f)!).Order());
    }

    [Fact]
    public void An_existing_output_is_replaced_with_force_and_left_with_resume()
    {
        string a = Drawn("a.png", 64, 64), b = Drawn("b.png", 64, 64);
        Directory.CreateDirectory(At("out"));
        File.WriteAllText(At("out/a.png"), "was here");
        RestoreOutcome refused = RestoreCommandLine.Run(a, b, "-o", At("out"), "--aligned");
        Assert.Equal(ExitStatus.OutputFailed, refused.Status);
        Assert.Contains("exists already; give --force", refused.OneSentence, StringComparison.Ordinal);
        Assert.Equal(ExitStatus.Done, RestoreCommandLine.Run(a, b, "-o", At("out"), "--aligned", "--resume").Status);
        Assert.Equal("was here", File.ReadAllText(At("out/a.png")));
        Assert.True(File.Exists(At("out/b.png")));
        Assert.Equal(ExitStatus.Done, RestoreCommandLine.Run(a, b, "-o", At("out"), "--aligned", "--force").Status);
        Assert.NotEqual("was here", File.ReadAllText(At("out/a.png")));
    }

    [Fact]
    public void Inputs_and_outputs_that_do_not_go_together_are_refused_in_one_sentence()
    {
        string picture = Drawn("a.png", 64, 64), wide = Drawn("wide.png", 80, 64);
        Directory.CreateDirectory(At("empty"));
        Directory.CreateDirectory(At("other"));
        File.Copy(picture, At("other/a.png"));
        File.WriteAllBytes(At("zero.png"), []);
        Refused(ExitStatus.BadInput, "holds no pictures", At("empty"), "-o", At("out"));
        Refused(ExitStatus.BadInput, "is empty (zero bytes)", At("zero.png"), "-o", At("out.png"));
        Refused(ExitStatus.BadInput, "same file", picture, "-o", picture, "--force");
        Refused(ExitStatus.BadInput, "would both become", picture, At("other/a.png"), "-o", At("out"));
        Refused(ExitStatus.BadInput, "is a file", picture, wide, "-o", picture);
        Refused(ExitStatus.BadInput, "does not end as a picture", picture, "-o", At("out.doc"));
        Refused(ExitStatus.BadInput, "one video at a time", picture, At("zero.mp4"), "-o", At("out"));
        Refused(ExitStatus.BadInput, "is square", wide, "-o", At("out.png"), "--aligned");
        Refused(ExitStatus.BadInput, "Unknown model 'nobody'", picture, "-o", At("out.png"), "--model", "nobody");
        Refused(ExitStatus.OutputFailed, "does not exist; make it", picture, "-o", At("nowhere/out.png"));
        Assert.False(Directory.Exists(At("out")));

        void Refused(int status, string why, params string[] arguments)
        {
            File.WriteAllBytes(At("zero.mp4"), []);
            RestoreOutcome outcome = RestoreCommandLine.Run(new RefusingFactory(), arguments);
            Assert.Contains(why, outcome.OneSentence, StringComparison.Ordinal);
            Assert.Equal(status, outcome.Status);
        }
    }

    [Fact]
    public void A_missing_model_is_one_sentence()
    {
        RestoreOutcome outcome = RestoreCommandLine.Run(new App.Restoring.RestorerFactory(), Drawn("a.png", 64, 64), "-o", At("out.png"), "--model", "no-such-model");
        Assert.Equal(ExitStatus.BadInput, outcome.Status);
        Assert.Contains("'no-such-model'", outcome.OneSentence, StringComparison.Ordinal);
    }

    private string At(string name) => Path.Combine(_folder, name);

    private string Portrait(string name)
    {
        using Mat portrait = Cv2.ImRead(SharedFile.FirstOrSkip("data/faces/test/interfaces"));
        using Mat wide = new();
        Cv2.CopyMakeBorder(portrait, wide, portrait.Height / 2, portrait.Height / 2, portrait.Width / 2, portrait.Width / 2, BorderTypes.Constant, Scalar.Gray);
        Cv2.ImWrite(At(name), wide);
        return At(name);
    }

    private string Drawn(string name, int width, int height)
    {
        using Mat picture = new(height, width, MatType.CV_8UC3);
        new RNG(7).Fill(picture, DistributionType.Uniform, new Scalar(0, 0, 0), new Scalar(255, 255, 255));
        Cv2.GaussianBlur(picture, picture, new Size(9, 9), 2);
        Cv2.ImWrite(At(name), picture);
        return At(name);
    }

    private static byte[] Pixels(string path)
    {
        using Mat picture = Cv2.ImRead(path, ImreadModes.Unchanged);
        return picture.AsSpan<byte>().ToArray();
    }

    /// <summary>Knows one model, as the real factory does: asked for another it says so.</summary>
    private sealed class RefusingFactory : App.Restoring.IRestorerFactory
    {
        public string Identify(string model) => new PaintingRestorer().Identify(model);

        public Pipeline.Restoring.IFaceRestorer Create(App.Restoring.RestoreOptions options, App.People.EnrolledPeople people)
        {
            Identify(options.Model);
            return new PaintingRestorer();
        }
    }
}
