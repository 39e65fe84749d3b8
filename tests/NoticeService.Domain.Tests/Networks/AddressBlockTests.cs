using System.Net;
using NoticeService.Domain.Networks;

namespace NoticeService.Domain.Tests.Networks;

public sealed class AddressBlockTests
{
    [Theory]
    [InlineData("203.0.113.0", "203.0.113.0/24")]
    [InlineData("203.0.113.255", "203.0.113.0/24")]
    [InlineData("203.0.114.0", "203.0.114.0/24")]
    [InlineData("255.255.255.255", "255.255.255.0/24")]
    [InlineData("::ffff:203.0.113.7", "203.0.113.0/24")]
    [InlineData("2001:db8:1::", "2001:db8:1::/48")]
    [InlineData("2001:db8:1:ffff:ffff:ffff:ffff:ffff", "2001:db8:1::/48")]
    [InlineData("2001:db8:2::", "2001:db8:2::/48")]
    [InlineData("::1", "::/48")]
    [InlineData("0.0.0.1", "0.0.0.0/24")]
    public void Of_Address_IsItsBlock(string address, string expected) => Assert.Equal(expected, AddressBlock.Of(IPAddress.Parse(address)).ToString());

    [Fact]
    public void Key_V4AndV6_NeverCollide() => Assert.NotEqual(AddressBlock.Of(IPAddress.Any).Key, AddressBlock.Of(IPAddress.IPv6Any).Key);
}
