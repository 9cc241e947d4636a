using System.Reflection;
using System.Xml.Linq;

namespace IdmLive.App.Tests.Architecture;

/// <summary>The arrows of src/ARCHITECTURE.md.</summary>
public sealed class AssemblyReferenceTests
{
    [Fact]
    public void The_program_for_users_knows_no_tool() =>
        Assert.DoesNotContain(References("idmlive"), r => r.Contains("tools", StringComparison.OrdinalIgnoreCase));

    [Fact]
    public void The_pipeline_knows_no_tensor()
    {
        string[] references = References("IdmLive.Pipeline");
        Assert.Contains("OpenCvSharp", references);
        Assert.DoesNotContain(references, r => r.StartsWith("TorchSharp", StringComparison.Ordinal) || r.StartsWith("IdmLive", StringComparison.Ordinal));
    }

    [Fact]
    public void Diffusion_knows_the_pipeline_and_no_program() =>
        Assert.All(References("IdmLive.Diffusion").Where(r => r.StartsWith("idmlive", StringComparison.OrdinalIgnoreCase)), r => Assert.Equal("IdmLive.Pipeline", r));

    // An assembly that no code uses yet leaves no trace in the compiled program; the project files tell of it.
    [Theory]
    [InlineData("src/IdmLive.Pipeline", "")]
    [InlineData("src/IdmLive.Diffusion", "IdmLive.Pipeline")]
    [InlineData("src/IdmLive.Training", "IdmLive.Diffusion IdmLive.Pipeline")]
    [InlineData("src/IdmLive.App", "IdmLive.Diffusion IdmLive.Pipeline IdmLive.Training")]
    [InlineData("tools/IdmLive.Tools", "IdmLive.Diffusion IdmLive.Pipeline IdmLive.Training")]
    public void Each_project_references_the_projects_it_may(string folder, string expected)
    {
        string project = Directory.GetFiles(Path.Combine(Checkout.OrSkip(), folder), "*.csproj").Single();
        IEnumerable<string> references = XDocument.Load(project).Descendants("ProjectReference")
            .Select(r => Path.GetFileNameWithoutExtension(r.Attribute("Include")!.Value.Replace('\\', '/'))).Order(StringComparer.Ordinal);
        Assert.Equal(expected, string.Join(' ', references));
    }

    private static string[] References(string assembly) => [.. Assembly.Load(assembly).GetReferencedAssemblies().Select(r => r.Name!)];
}
