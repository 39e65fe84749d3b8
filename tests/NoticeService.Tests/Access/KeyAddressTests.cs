using Grpc.Core;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using NoticeService.Access;
using NoticeService.Protocol.V1;
using NoticeService.TestKit.Contracts;
using TokenReader = NoticeService.Access.TokenReader;

namespace NoticeService.Tests.Access;

/// <summary>Keys that an issuer publishes, from a real server.</summary>
public sealed class KeyAddressTests : IDisposable
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    private readonly ManualClock clock = new(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));
    private readonly KeyFolder folder = new();
    private readonly SigningKey old = SigningKey.Create();
    private readonly SigningKey fresh = SigningKey.Create();

    [Fact]
    public async Task Service_FollowsTheIssuersRotation_WithoutARestart()
    {
        await using var issuer = await Issuer.StartAsync(old);
        await using var service = new RunningService();
        service.Set("Access:PlayerKeys", folder.Write("players", old));
        service.Set("Access:OperatorKeys", issuer.Address.ToString()).Set("Access:KeysRefresh", "00:00:01");
        await service.InitializeAsync();
        Assert.Equal(StatusCode.OK, await AnswerAsync(service, old));
        Assert.Equal(StatusCode.Unauthenticated, await AnswerAsync(service, fresh));

        issuer.Publish(old, fresh);
        await BecomesAsync(StatusCode.OK, fresh);
        Assert.Equal(StatusCode.OK, await AnswerAsync(service, old));
        issuer.Publish(fresh);
        await BecomesAsync(StatusCode.Unauthenticated, old);

        // It is gone for good: who could call still can.
        await issuer.StopAsync();
        Assert.Equal(StatusCode.OK, await AnswerAsync(service, fresh));

        async Task BecomesAsync(StatusCode expected, SigningKey key)
        {
            using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
            while (await AnswerAsync(service, key) != expected)
            {
                await Task.Delay(50, limit.Token);
            }
        }
    }

    [Fact]
    public async Task WhateverTheIssuerSaysThatIsWrong_TheLastGoodKeysStay()
    {
        await using var issuer = await Issuer.StartAsync(old);
        using var keys = await OpenAsync(issuer);
        foreach (var wrong in new Action[]
        {
            () => issuer.Fail(500),
            () => issuer.Say("not JSON"),
            () => issuer.Say("""{"keys":[]}"""),
            () => issuer.Say(new string(' ', 300_000)),
            () => issuer.Fail(302, "/elsewhere"),
        })
        {
            wrong();
            var asked = issuer.Asked;
            await PassAsync(keys, Minute);
            Assert.Equal(asked + 1, issuer.Asked);
            await TakesAsync(keys, fromOld: true, fromFresh: false);
        }

        issuer.Publish(fresh);
        await PassAsync(keys, Minute);
        await TakesAsync(keys, fromOld: false, fromFresh: true);
        await issuer.StopAsync();
        await PassAsync(keys, Minute);
        await TakesAsync(keys, fromOld: false, fromFresh: true);
    }

    [Fact]
    public async Task AKeyThatIsNotKnown_HasTheIssuerAskedSooner_ButNotByEveryToken()
    {
        await using var issuer = await Issuer.StartAsync(old);
        using var keys = await OpenAsync(issuer);
        issuer.Publish(old, fresh);
        await PassAsync(keys, TimeSpan.FromSeconds(9));
        for (var i = 0; i < 20; i++)
        {
            await TakesAsync(keys, fromOld: true, fromFresh: false);
            await keys.PollAsync(CancellationToken.None);
        }

        Assert.Equal(1, issuer.Asked);
        await PassAsync(keys, TimeSpan.FromSeconds(1));
        Assert.Equal(2, issuer.Asked);
        await TakesAsync(keys, fromOld: true, fromFresh: true);

        // Nothing is missed: the interval holds again.
        await PassAsync(keys, TimeSpan.FromSeconds(59));
        Assert.Equal(2, issuer.Asked);
        await PassAsync(keys, TimeSpan.FromSeconds(1));
        Assert.Equal(3, issuer.Asked);
    }

    [Fact]
    public async Task AnIssuerThatIsNotThere_AtStart_IsNamedWithItsOption()
    {
        using var keys = new KeyAddress("Access:OperatorKeys", new Uri("http://127.0.0.1:1/jwks"), Minute, TimeProvider.System, NullLogger.Instance);
        var wrong = await Assert.ThrowsAsync<OptionsValidationException>(() => keys.BeginAsync(TimeSpan.Zero, CancellationToken.None));
        Assert.StartsWith("Access:OperatorKeys: 'http://127.0.0.1:1/jwks' cannot be used: Connection refused", Assert.Single(wrong.Failures), StringComparison.Ordinal);
    }

    [Fact]
    public async Task AnIssuerThatComesLater_IsWaitedForAtStart()
    {
        await using var issuer = await Issuer.StartAsync();
        issuer.Fail(503);
        using var keys = new KeyAddress("Access:OperatorKeys", issuer.Address, Minute, TimeProvider.System, NullLogger.Instance);
        var begin = keys.BeginAsync(Minute, CancellationToken.None);
        using var limit = new CancellationTokenSource(Minute);
        while (issuer.Asked == 0)
        {
            await Task.Delay(10, limit.Token);
        }

        issuer.Publish(old);
        await begin;
        Assert.Single(keys.Keys);
    }

    [Theory]
    [InlineData("https://issuer.example/jwks", true)]
    [InlineData("http://127.0.0.1/jwks", true)]
    [InlineData("keys.jwks", false)]
    [InlineData("/etc/keys.jwks", false)]
    [InlineData("ftp://issuer.example/jwks", false)]
    public void Place_IsAnAddressOrAFile(string place, bool address) => Assert.Equal(address, KeyAddress.Parse(place) is not null);

    public void Dispose() => folder.Dispose();

    private async Task<KeyAddress> OpenAsync(Issuer issuer)
    {
        var keys = new KeyAddress("Access:OperatorKeys", issuer.Address, Minute, clock, NullLogger.Instance);
        await keys.BeginAsync(TimeSpan.Zero, CancellationToken.None);
        return keys;
    }

    private async Task PassAsync(KeyAddress keys, TimeSpan time)
    {
        clock.Advance(time);
        await keys.PollAsync(CancellationToken.None);
    }

    private async Task TakesAsync(KeySource keys, bool fromOld, bool fromFresh)
    {
        var reader = new TokenReader(keys, new AccessOptions(), clock);
        Assert.Equal(fromOld, (await reader.ReadAsync("Bearer " + old.Sign("u", [], clock.GetUtcNow(), TimeSpan.FromHours(1)))).Token is not null);
        Assert.Equal(fromFresh, (await reader.ReadAsync("Bearer " + fresh.Sign("u", [], clock.GetUtcNow(), TimeSpan.FromHours(1)))).Token is not null);
    }

    private static async Task<StatusCode> AnswerAsync(RunningService service, SigningKey key)
    {
        try
        {
            var token = key.Sign("ann", ["viewer"], TimeProvider.System.GetUtcNow(), TimeSpan.FromHours(1));
            await service.Operators.ListVerdictsAsync(new ListVerdictsRequest(), new Metadata { { "authorization", $"Bearer {token}" } });
            return StatusCode.OK;
        }
        catch (RpcException failure)
        {
            return failure.StatusCode;
        }
    }
}
