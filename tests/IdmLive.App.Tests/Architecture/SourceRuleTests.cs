using System.Text.RegularExpressions;

namespace IdmLive.App.Tests.Architecture;

/// <summary>What every source file of the repository keeps to, tools and tests included.</summary>
public sealed partial class SourceRuleTests
{
    private const int LongestFile = 400;

    [Fact]
    public void Every_class_is_sealed_static_or_abstract()
    {
        // BenchmarkDotNet derives its own class from each benchmark.
        string benchmarks = $"{Path.DirectorySeparatorChar}IdmLive.Benchmarks{Path.DirectorySeparatorChar}";
        List<string> open = [];
        foreach (string file in Sources().Where(f => !f.Contains(benchmarks, StringComparison.Ordinal)))
        {
            foreach (Match match in ClassDeclaration().Matches(File.ReadAllText(file)))
            {
                if (!AllowedModifier().IsMatch(match.Groups["modifiers"].Value))
                {
                    open.Add($"{Path.GetFileName(file)}: {match.Groups["name"].Value}");
                }
            }
        }

        Assert.Empty(open);
    }

    [Fact]
    public void No_type_is_named_for_being_useful()
    {
        IEnumerable<string> names = Sources().SelectMany(f => TypeName().Matches(File.ReadAllText(f)).Select(m => m.Groups[1].Value));
        Assert.All(names, n => Assert.DoesNotMatch(VagueName(), n));
    }

    [Fact]
    public void No_file_is_too_long() =>
        Assert.All(Sources(), f => Assert.True(File.ReadLines(f).Count() <= LongestFile, $"{f} has more than {LongestFile} lines"));

    [Fact]
    public void Every_namespace_is_its_folder()
    {
        List<string> elsewhere = [];
        foreach (string file in Sources())
        {
            string folder = Path.GetRelativePath(Checkout.OrSkip(), Path.GetDirectoryName(file)!).Replace('\\', '/');
            string expected = folder[(folder.IndexOf('/', StringComparison.Ordinal) + 1)..].Replace('/', '.');
            Match declared = Namespace().Match(File.ReadAllText(file));
            if (declared.Success && declared.Groups[1].Value != expected && declared.Groups[1].Value != $"IdmLive.Tests.{expected}")
            {
                elsewhere.Add($"{file}: {declared.Groups[1].Value}, expected {expected}");
            }
        }

        Assert.Empty(elsewhere);
    }

    [Theory]
    [InlineData("public class Open", false)]
    [InlineData("internal sealed partial class Closed", true)]
    [InlineData("    private class Inner : Base", false)]
    [InlineData("public record Settings", false)]
    [InlineData("public sealed record Settings(int A)", true)]
    [InlineData("internal abstract class Base<T>", true)]
    public void The_rule_about_classes_can_tell(string declaration, bool allowed)
    {
        Match match = Assert.Single(ClassDeclaration().Matches(declaration));
        Assert.Equal(allowed, AllowedModifier().IsMatch(match.Groups["modifiers"].Value));
    }

    private static IEnumerable<string> Sources()
    {
        string top = Checkout.OrSkip();
        string[] files =
        [
            .. new[] { "src", "tools", "tests" }.SelectMany(f => Directory.EnumerateFiles(Path.Combine(top, f), "*.cs", SearchOption.AllDirectories))
                .Where(f => !f.Split(Path.DirectorySeparatorChar).Any(part => part is "obj" or "bin")),
        ];
        Assert.True(files.Length > 20, $"only {files.Length} source files were found");
        return files;
    }

    [GeneratedRegex(@"^[ \t]*(?<modifiers>(?:(?:public|internal|private|protected|file|sealed|static|abstract|partial|new|unsafe)\s+)*)(?:class|record(?!\s+struct)(?:\s+class)?)\s+(?<name>[A-Z]\w*)\b(?!\s*=)", RegexOptions.Multiline)]
    private static partial Regex ClassDeclaration();

    [GeneratedRegex(@"\b(?:sealed|static|abstract)\b")]
    private static partial Regex AllowedModifier();

    [GeneratedRegex(@"^[ \t]*(?:[a-z]+\s+)*(?:class|struct|record|interface|enum)\s+([A-Z]\w*)", RegexOptions.Multiline)]
    private static partial Regex TypeName();

    [GeneratedRegex(@"(?:Utils?|Utilities|Helpers?|Manager|Common|Misc)$")]
    private static partial Regex VagueName();

    [GeneratedRegex(@"^namespace\s+([\w.]+)\s*;", RegexOptions.Multiline)]
    private static partial Regex Namespace();
}
