using NoticeService.Players;

namespace NoticeService.Tests.Players;

public sealed class SharedNamesTests
{
    [Fact]
    public void Share_SameName_IsOneString()
    {
        var names = new SharedNames();
        var first = names.Share(Fresh("player 1"));
        Assert.Same(first, names.Share(Fresh("player 1")));
        Assert.NotSame(first, names.Share(Fresh("player 2")));
        Assert.Equal("player 2", names.Share("player 2"));
    }

    [Fact]
    public void Share_MoreThanTheBound_AreNotKept()
    {
        var names = new SharedNames(most: 2);
        var second = names.Share(Fresh("b"));
        names.Share(Fresh("a"));
        var third = Fresh("c");
        Assert.Same(third, names.Share(third));
        Assert.NotSame(third, names.Share(Fresh("c")));
        Assert.Same(second, names.Share(Fresh("b")));
    }

    private static string Fresh(string text) => new(text.AsSpan());
}
