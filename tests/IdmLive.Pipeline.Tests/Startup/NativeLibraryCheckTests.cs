using IdmLive.Pipeline.Startup;

namespace IdmLive.Pipeline.Tests.Startup;

public sealed class NativeLibraryCheckTests
{
    [Fact]
    public void Nothing_is_missing_where_the_tests_themselves_run() => Assert.Null(NativeLibraryCheck.FindProblem());

    [Theory]
    [InlineData("libgtk-3.so.0", "libgtk-3-0")]
    [InlineData("libdrm.so.2", "libdrm2")]
    [InlineData("libatomic.so.1", "libatomic1")]
    [InlineData("libharfbuzz.so.0", "eng/setup.sh")]
    public void The_library_that_is_missing_is_named_with_its_cure(string library, string cure)
    {
        // What the runtime says: one line for each place it tried; only one of them is about the library that is really missing.
        string message = $"""
            Unable to load shared library 'OpenCvSharpExtern' or one of its dependencies. In order to help diagnose loading problems, consider using a tool like strace.
            /opt/idmlive/OpenCvSharpExtern.so: cannot open shared object file: No such file or directory
            {library}: cannot open shared object file: No such file or directory
            /opt/idmlive/libOpenCvSharpExtern: cannot open shared object file: No such file or directory
            """;
        string sentence = NativeLibraryCheck.DescribeLoadFailure(message, windows: false);
        Assert.Contains(library, sentence, StringComparison.Ordinal);
        Assert.Contains(cure, sentence, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', sentence);
    }

    [Fact]
    public void A_system_without_any_build_of_opencv_is_told_apart()
    {
        string sentence = NativeLibraryCheck.DescribeLoadFailure(
            "/opt/idmlive/OpenCvSharpExtern.so: cannot open shared object file: No such file or directory", windows: false);
        Assert.Contains("x86-64 Linux", sentence, StringComparison.Ordinal);
    }

    [Fact]
    public void On_windows_the_cure_is_the_redistributable() =>
        Assert.Contains("Redistributable", NativeLibraryCheck.DescribeLoadFailure("anything", windows: true), StringComparison.Ordinal);
}
