using System.Net;
using FsCheck;
using FsCheck.Fluent;
using NoticeService.Domain.Networks;

namespace NoticeService.Domain.Tests.Networks;

public sealed class PrefixTableTests
{
    [Theory]
    [InlineData("10.0.0.0", "ten")]
    [InlineData("10.1.0.0", "ten-one")]
    [InlineData("10.1.1.255", "ten-one-one")]
    [InlineData("10.1.2.0", "ten-one")]
    [InlineData("10.2.0.0", "ten")]
    [InlineData("11.0.0.0", null)]
    [InlineData("9.255.255.255", null)]
    [InlineData("255.255.255.255", "last")]
    [InlineData("::ffff:10.1.1.1", "ten-one-one")]
    [InlineData("2001:db8::1", "doc")]
    [InlineData("2001:db9::", null)]
    [InlineData("ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", "last6")]
    [InlineData("::10.1.1.1", null)]
    public void TryFind_NestedPrefixes_TheLongestWins(string address, string? expected)
    {
        var table = Table(
            ("10.1.1.0/24", "ten-one-one"), ("10.0.0.0/8", "ten"), ("10.1.0.0/16", "ten-one"), ("255.255.255.255/32", "last"),
            ("2001:db8::/32", "doc"), ("ff00::/8", "last6"));
        Assert.Equal(expected is not null, table.TryFind(IPAddress.Parse(address), out var found));
        Assert.Equal(expected, found);
    }

    [Fact]
    public void TryFind_LongestNotAccepted_FallsBackToTheNextShorter()
    {
        var table = Table(("10.0.0.0/8", "ten"), ("10.1.0.0/16", "ten-one"), ("10.1.1.0/24", "ten-one-one"));
        Assert.True(table.TryFind(IPAddress.Parse("10.1.1.1"), "ten-one-one", static (v, not) => v != not, out var found));
        Assert.Equal("ten-one", found);
        Assert.False(table.TryFind(IPAddress.Parse("10.1.1.1"), 0, static (_, _) => false, out _));
    }

    [Fact]
    public void Constructor_SamePrefixTwice_Throws() =>
        Assert.Contains("10.0.0.0/8", Assert.Throws<ArgumentException>(() => Table(("10.0.0.0/8", "a"), ("::ffff:10.0.0.0/104", "b"))).Message, StringComparison.Ordinal);

    [Fact]
    public void TryFind_EmptyTable_FindsNothing() => Assert.False(Table().TryFind(IPAddress.Loopback, out _));

    [Fact]
    public void TryFind_AnyV4Table_AgreesWithALinearScan() => AgreesWithALinearScan(4);

    [Fact]
    public void TryFind_AnyV6Table_AgreesWithALinearScan() => AgreesWithALinearScan(16);

    private static void AgreesWithALinearScan(int bytes)
    {
        // Few distinct bytes, so that prefixes nest, touch and repeat; and both ends of the space.
        var addresses = Gen.Elements<byte>(0, 1, 2, 127, 128, 254, 255).ArrayOf(bytes).Select(b => new IPAddress(b))
            .Where(a => !a.IsIPv4MappedToIPv6);
        var prefixes = addresses.SelectMany(a => Gen.Choose(0, bytes * 8), Prefix).ListOf();
        var property = Prop.ForAll(
            prefixes.Zip(addresses.ListOf(20)).ToArbitrary(),
            world =>
            {
                var entries = world.Item1.Distinct().ToList();
                var table = new PrefixTable<IpPrefix>(entries.Select(p => KeyValuePair.Create(p, p)));
                // Besides random addresses, those at the edges of every prefix.
                var asked = world.Item2.Concat(entries.SelectMany(Edges)).ToList();
                return asked.TrueForAll(address =>
                {
                    var expected = entries.Where(p => p.Contains(address)).OrderByDescending(p => p.Length).Select(p => (IpPrefix?)p).FirstOrDefault();
                    return expected == (table.TryFind(address, out var found) ? found : null);
                });
            });
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(400).WithEndSize(40), property);
    }

    private static IpPrefix Prefix(IPAddress address, int length)
    {
        var bytes = address.GetAddressBytes();
        for (var bit = length; bit < bytes.Length * 8; bit++)
        {
            bytes[bit / 8] &= (byte)~(0x80 >> (bit % 8));
        }

        return IpPrefix.Parse($"{new IPAddress(bytes)}/{length}");
    }

    private static IEnumerable<IPAddress> Edges(IpPrefix prefix)
    {
        var first = prefix.Address.GetAddressBytes();
        var last = prefix.Address.GetAddressBytes();
        for (var bit = prefix.Length; bit < last.Length * 8; bit++)
        {
            last[bit / 8] |= (byte)(0x80 >> (bit % 8));
        }

        return [new IPAddress(first), new IPAddress(last), new IPAddress(Step(first, -1)), new IPAddress(Step(last, 1))];
    }

    private static byte[] Step(byte[] address, int by)
    {
        var bytes = (byte[])address.Clone();
        for (var i = bytes.Length - 1; i >= 0; i--)
        {
            bytes[i] = (byte)(bytes[i] + by);
            if (bytes[i] != (by > 0 ? 0 : 255))
            {
                break;
            }
        }

        return bytes;
    }

    private static PrefixTable<string> Table(params (string Prefix, string Value)[] entries) =>
        new(entries.Select(e => KeyValuePair.Create(IpPrefix.Parse(e.Prefix), e.Value)));
}
