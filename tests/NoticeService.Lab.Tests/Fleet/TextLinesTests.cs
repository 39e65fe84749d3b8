using NoticeService.Lab.Fleet;

namespace NoticeService.Lab.Tests.Fleet;

public sealed class TextLinesTests
{
    [Theory]
    [InlineData("twelve chars", 12, "twelve chars")]
    [InlineData("twelve chars", 11, "twelve cha…")]
    [InlineData("twelve chars", 8, "twelve…")]
    [InlineData("two\nlines", 20, "two lines")]
    public void Cut_AtTheWidth_SaysThatMoreFollowed(string text, int width, string expected) => Assert.Equal(expected, TextLines.Cut(text, width));

    [Theory]
    [InlineData("one two three", 13, "one two three")]
    [InlineData("one two three", 12, "one two|  three")]
    [InlineData("one two three", 7, "one two|  three")]
    [InlineData("lost 94 %, now 3 %", 8, "lost|  94 %,|  now|  3 %")]
    [InlineData("unbreakable", 6, "unbrea|  kabl|  e")]
    public void Wrap_AtSpaces_IndentsWhatFollows(string text, int width, string expected) => Assert.Equal(expected, string.Join('|', TextLines.Wrap(text, width, indent: 2)));

    [Fact]
    public void LineDisplay_LongNotice_IsOneLineOfTheWidthOfALog()
    {
        using var output = new StringWriter();
        new LineDisplay(output).Noticed(new ReceivedNotice(12_345.6, "centurylink", "direct", "chi", NoticeClass.Home, new string('x', 300), IsTrue: true));

        var line = Assert.Single(output.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.Equal(TextLines.PlainWidth, line.Length);
        Assert.EndsWith("…", line, StringComparison.Ordinal);
    }
}
