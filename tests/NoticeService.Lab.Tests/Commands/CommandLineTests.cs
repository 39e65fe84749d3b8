using System.CommandLine;
using NoticeService.Lab.Commands;

namespace NoticeService.Lab.Tests.Commands;

public sealed class CommandLineTests
{
    [Theory]
    [InlineData("demo --players x", "--players is x; it must be a whole number from 1 to 200000.")]
    [InlineData("demo --players 0", "--players is 0; it must be a whole number from 1 to 200000.")]
    [InlineData("demo --seed -1", "--seed is -1; it must be a whole number from 0 to")]
    [InlineData("fleet --unary-share 1.1", "--unary-share is 1.1; it must be from 0 to 1.")]
    [InlineData("fleet --duration soon", "--duration: 'soon' is not a duration")]
    [InlineData("demo --lines wild", "--lines is wild; it must be steady or all.")]
    [InlineData("bench --only speed", "--only is speed; it must be throughput or memory.")]
    [InlineData("fleet --nope", "'--nope'")]
    public void Parse_WrongOption_IsTheOnlyThingTold(string line, string expected)
    {
        var arguments = Root().Parse(line);
        using var output = new StringWriter();

        Assert.Equal(ExitCodes.Usage, Usage.Tell(arguments, output));

        var told = output.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.StartsWith("lab: ", told[0], StringComparison.Ordinal);
        Assert.Contains(expected, told[0], StringComparison.Ordinal);
        Assert.Equal($"'lab {line.Split(' ')[0]} --help' explains the command.", told[^1]);
        Assert.Equal(2, told.Length);
    }

    [Theory]
    [InlineData("demo --players 200000 --seed 18446744073709551615")]
    [InlineData("fleet --unary-share 1 --windows 100000")]
    public void Parse_AtTheBounds_IsRight(string line) => Assert.Empty(Root().Parse(line).Errors);

    [Fact]
    public void Shorten_InTheListOfCommands_LeavesAFirstSentenceEach()
    {
        var root = Root();
        Usage.Shorten(root);

        Assert.All(root.Subcommands, command => Assert.DoesNotContain('\n', command.Description!));
        Assert.All(root.Subcommands, command => Assert.EndsWith(".", command.Description, StringComparison.Ordinal));
    }

    private static RootCommand Root() => new("lab") { DemoCommand.Create(), FleetCommand.Create(), BenchCommand.Create() };
}
