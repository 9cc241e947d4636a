namespace IdmLive.Tests.SharedFiles;

/// <summary>The checkout that the tests were built in.</summary>
internal static class Checkout
{
    /// <summary>Its top folder, or null where the tests run somewhere else.</summary>
    public static DirectoryInfo? Find()
    {
        DirectoryInfo? top = new(AppContext.BaseDirectory);
        while (top is not null && !File.Exists(Path.Combine(top.FullName, "IdmLive.sln")))
        {
            top = top.Parent;
        }

        return top;
    }

    /// <summary>The path of its top folder; the test is skipped where the tests run somewhere else.</summary>
    public static string OrSkip()
    {
        DirectoryInfo? top = Find();
        Assert.SkipWhen(top is null, "needs the checkout it was built in, which is not above this folder");
        return top!.FullName;
    }
}
