using NoticeService.TestKit.Repository;

namespace NoticeService.Architecture.Tests;

public sealed class ProtoTests
{
    [Fact]
    public async Task Lint_OurProtos_SaysNothing()
    {
        var run = await CheckerTools.BufAsync(RepositoryFiles.PathOf("protos"), "lint");
        Assert.True(run.ExitCode == 0, run.Output);
    }

    [Fact]
    public async Task Lint_AFieldInCamelCase_IsFound()
    {
        var folder = Directory.CreateTempSubdirectory("notice-protos-");
        try
        {
            File.Copy(RepositoryFiles.PathOf("protos/buf.yaml"), Path.Combine(folder.FullName, "buf.yaml"));
            var package = folder.CreateSubdirectory("notice/v1");
            await File.WriteAllTextAsync(
                Path.Combine(package.FullName, "wrong.proto"),
                "syntax = \"proto3\";\npackage notice.v1;\nmessage Wrong {\n  string userId = 1;\n}\n");
            var run = await CheckerTools.BufAsync(folder.FullName, "lint");
            Assert.NotEqual(0, run.ExitCode);
            Assert.Contains("lower_snake_case", run.Output, StringComparison.Ordinal);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
