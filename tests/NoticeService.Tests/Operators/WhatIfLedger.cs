using System.Globalization;
using Grpc.Core;
using NoticeService.Access;
using NoticeService.Domain.Households;
using NoticeService.Pipeline.Journal;
using NoticeService.Pipeline.Ports;
using NoticeService.TestKit.Contracts;
using NoticeService.Tests.Access;
using NoticeState = NoticeService.Domain.Ledger.NoticeState;

namespace NoticeService.Tests.Operators;

/// <summary>A service with keys whose ledger has told more than are replayed between two words of progress, one a minute, the two ISPs in turn.</summary>
public sealed class WhatIfLedger : IAsyncLifetime
{
    public const int Told = 10_100;

    private readonly KeyFolder folder = new();
    private readonly SigningKey key = SigningKey.Create();

    public RunningService Service { get; } = new();

    public async ValueTask InitializeAsync()
    {
        Service.Set("Access:PlayerKeys", folder.Write("players.jwks", SigningKey.Create()));
        Service.Set("Access:OperatorKeys", folder.Write("operators.jwks", key));
        await Service.InitializeAsync();
        var repair = Service.Get<ILedgerRepair>();
        var households = Service.Get<HouseholdKey>();
        await Parallel.ForEachAsync(Enumerable.Range(0, Told), new ParallelOptions { MaxDegreeOfParallelism = 256 }, async (i, token) =>
        {
            var (isp, name) = i % 2 == 0 ? ("alpha", "Alpha") : ("beta", "Beta");
            var record = Notices.Record((ulong)i, $"w{i:D6}", isp, "everybody", 1_401_998_400_000 + (i * 60_000L)) with
            {
                State = NoticeState.Displayed,
                Household = households.Pseudonym(string.Create(CultureInfo.InvariantCulture, $"user-{i}")),
                Text = $"The path we have chosen to reach {name}'s network is crowded right now.",
            };
            await repair.RestoreAsync(new JournalEntry(record, 0, 0), null, token);
        });
    }

    public Metadata Header(string role) => new() { { "authorization", $"Bearer {key.Sign("ann", [role], TimeProvider.System.GetUtcNow(), TimeSpan.FromHours(1))}" } };

    public async ValueTask DisposeAsync()
    {
        await Service.DisposeAsync();
        folder.Dispose();
    }
}
