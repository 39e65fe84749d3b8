using Grpc.Core;
using Microsoft.Extensions.Options;
using NoticeService.Pipeline.Sessions;
using NoticeService.Protocol.V1;

namespace NoticeService.Tests.Players;

/// <summary>The way from a notice to the page that tells why.</summary>
public sealed class WhyLinkTests
{
    [Theory]
    [InlineData("https://notices.example.org", "https://notices.example.org/why/0123")]
    [InlineData("https://example.org/notices/", "https://example.org/notices/why/0123")]
    [InlineData("", "")]
    public async Task Notice_OverAStream_HasTheLink(string publicUrl, string link)
    {
        await using var service = new RunningService().Set("NoticeService:Public", "127.0.0.1:0").Set("NoticeService:PublicUrl", publicUrl);
        await service.InitializeAsync();
        using var call = await service.PlayAsync("linked");
        var session = service.Get<SessionDirectory>().Find("linked")!;
        Assert.True(await session.Channel.SendAsync(new OutgoingNotice("0123", "Text", "en", long.MaxValue), () => true, CancellationToken.None));
        Assert.True(await call.ResponseStream.MoveNext(CancellationToken.None));
        Assert.Equal(link, call.ResponseStream.Current.Notice.WhyUrl);
        await RunningService.FinishAsync(call);
    }

    [Theory]
    [InlineData("127.0.0.1:0", "notices.example.org", "--public-url")]
    [InlineData("127.0.0.1:0", "https://notices.example.org/?a=b", "--public-url")]
    [InlineData("", "https://notices.example.org", "--public-url")]
    [InlineData("0.0.0.0:0", "", "--public ")]
    [InlineData("here", "", "--public ")]
    public async Task WrongAddress_TheServiceDoesNotStart_AndNamesTheOption(string address, string publicUrl, string option)
    {
        await using var service = new RunningService().Set("NoticeService:Public", address).Set("NoticeService:PublicUrl", publicUrl);
        var mistake = await Assert.ThrowsAsync<OptionsValidationException>(async () => await service.InitializeAsync());
        Assert.StartsWith(option, Assert.Single(mistake.Failures), StringComparison.Ordinal);
    }
}
