using System.Net;
using NoticeService.Domain.Networks;

namespace NoticeService.Domain.Tests.Networks;

public sealed class IpPrefixTests
{
    [Theory]
    [InlineData("192.0.2.0/24", "192.0.2.0/24")]
    [InlineData("0.0.0.0/0", "0.0.0.0/0")]
    [InlineData("255.255.255.255/32", "255.255.255.255/32")]
    [InlineData("2001:DB8::/32", "2001:db8::/32")]
    [InlineData("::/0", "::/0")]
    [InlineData("::1/128", "::1/128")]
    [InlineData("::ffff:192.0.2.0/120", "192.0.2.0/24")]
    [InlineData("::ffff:0:0/96", "0.0.0.0/0")]
    public void Parse_Prefix_ReadsBack(string text, string expected) => Assert.Equal(expected, IpPrefix.Parse(text).ToString());

    [Theory]
    [InlineData("192.0.2.1/24", "'192.0.2.1/24' has host bits set; did you mean 192.0.2.0/24?")]
    [InlineData("2001:db8::1/64", "'2001:db8::1/64' has host bits set; did you mean 2001:db8::/64?")]
    [InlineData("192.0.2.0/33", "'192.0.2.0/33' has a length outside 0 to 32")]
    [InlineData("2001:db8::/129", "'2001:db8::/129' has a length outside 0 to 128")]
    [InlineData("::ffff:0:0/95", "'::ffff:0:0/95' has a length outside 96 to 128")]
    public void TryParse_Mistake_NamesThePrefixAndTheReason(string text, string expected)
    {
        Assert.False(IpPrefix.TryParse(text, out _, out var mistake));
        Assert.Equal(expected, mistake);
    }

    [Theory]
    [InlineData("")]
    [InlineData("192.0.2.0")]
    [InlineData("192.0.2.0/")]
    [InlineData("192.0.2.0/-1")]
    [InlineData("192.0.2.0/ 24")]
    [InlineData("192.0.2/24")]
    [InlineData("0x7f.0.0.0/8")]
    [InlineData("010.0.0.0/8")]
    [InlineData("fe80::%1/64")]
    [InlineData("example/8")]
    public void TryParse_NotAPrefix_SaysSo(string text)
    {
        Assert.False(IpPrefix.TryParse(text, out _, out var mistake));
        Assert.StartsWith($"'{text}' is not a prefix", mistake, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("192.0.2.0/25", "192.0.2.127", true)]
    [InlineData("192.0.2.0/25", "192.0.2.128", false)]
    [InlineData("192.0.2.0/25", "::ffff:192.0.2.127", true)]
    [InlineData("192.0.2.0/25", "2001:db8::", false)]
    [InlineData("2001:db8::/33", "2001:db8:7fff::", true)]
    [InlineData("2001:db8::/33", "2001:db8:8000::", false)]
    public void Contains_Edges(string prefix, string address, bool expected) =>
        Assert.Equal(expected, IpPrefix.Parse(prefix).Contains(IPAddress.Parse(address)));
}
