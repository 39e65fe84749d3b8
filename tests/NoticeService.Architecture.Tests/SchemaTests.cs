using System.Text.Json;
using System.Text.Json.Nodes;
using NoticeService.TestKit.Repository;

namespace NoticeService.Architecture.Tests;

/// <summary>The shipped configuration against the shipped schema, by a checker that is not ours.</summary>
public sealed class SchemaTests
{
    private const string Schema = "src/NoticeService/notices.schema.json";

    [Fact]
    public async Task Validate_TheShippedFile_SaysNothing()
    {
        var run = await CheckerTools.ValidateAsync(Schema, Shipped().ToJsonString());
        Assert.True(run.ExitCode == 0, run.Output);
    }

    [Theory]
    [InlineData("pacing", """{"cooldown_hours": "24"}""", "/pacing/cooldown_hours")]
    [InlineData("cohorts", """[{"name": "a", "enabeld": true}]""", "enabeld")]
    [InlineData("cohorts", """[{"name": "a", "counting_hours": 673}]""", "counting_hours")]
    [InlineData("cohorts", """[{"name": "a", "percentage": 1, "counting_hours": 1}]""", "/cohorts/0")]
    [InlineData("surplus", "1", "surplus")]
    [InlineData("suspensions", "{}", "/suspensions")]
    [InlineData("disputes", """{"pause": "everything"}""", "/disputes/pause")]
    public async Task Validate_AMistake_IsNamed(string property, string value, string named)
    {
        var wrong = Shipped();
        wrong[property] = JsonNode.Parse(value);
        var run = await CheckerTools.ValidateAsync(Schema, wrong.ToJsonString());
        Assert.Equal(1, run.ExitCode);
        Assert.Contains(named, run.Output, StringComparison.Ordinal);
    }

    // Comments and trailing commas are allowed in the file, but not in what the checker reads.
    private static JsonObject Shipped() => JsonNode.Parse(
        RepositoryFiles.Read("src/NoticeService/notices.json"),
        documentOptions: new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true })!.AsObject();
}
