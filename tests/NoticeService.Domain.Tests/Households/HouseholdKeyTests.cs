using NoticeService.Domain.Households;

namespace NoticeService.Domain.Tests.Households;

public sealed class HouseholdKeyTests
{
    /// <summary>RFC 4231, test case 1: whoever has the key can find a subscriber's records with any HMAC tool.</summary>
    [Fact]
    public void Pseudonym_IsTheBeginningOfTheHmac()
    {
        var key = new HouseholdKey([.. Enumerable.Repeat((byte)0x0b, 20)]);
        Assert.Equal("b0344c61d8db38535ca8afceaf0bf12b", key.Pseudonym("Hi There").ToString());
        Assert.Equal(0xb0344c61d8db3853, key.Digest("Hi There"));
    }

    [Fact]
    public void Pseudonym_OfAnIdOfAnyLength_ReadsBack()
    {
        var key = new HouseholdKey(new byte[HouseholdKey.MinLengthBytes]);
        foreach (var user in new[] { "", "ü", new string('x', 512), new string('x', 513), new string('ü', 400) })
        {
            var id = key.Pseudonym(user);
            Assert.True(HouseholdId.TryParse(id.ToString(), out var read));
            Assert.Equal(id, read);
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("b0344c61d8db38535ca8afceaf0bf12")]
    [InlineData("b0344c61d8db38535ca8afceaf0bf12bb")]
    [InlineData("g0344c61d8db38535ca8afceaf0bf12b")]
    public void TryParse_NotThirtyTwoHexDigits_IsRefused(string text) => Assert.False(HouseholdId.TryParse(text, out _));

    [Fact]
    public void Constructor_KeyOneByteTooShort_IsRefused() => Assert.Throws<ArgumentException>(() => new HouseholdKey(new byte[HouseholdKey.MinLengthBytes - 1]));
}
