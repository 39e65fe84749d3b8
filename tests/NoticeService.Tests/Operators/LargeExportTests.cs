using NoticeService.Domain.Households;
using NoticeService.Pipeline.Journal;
using NoticeService.Pipeline.Ports;
using NoticeService.Protocol.V1;
using NoticeService.TestKit.Contracts;
using NoticeService.TestKit.Servers;

namespace NoticeService.Tests.Operators;

/// <summary>
/// As many recipients as there were in 2014, from a real Redis, through the whole service. All of the process is counted, so this stands alone: the
/// embedded store of another test's service would be taken for the export's.
/// </summary>
[CollectionDefinition(nameof(LargeExportTests), DisableParallelization = true)]
[Collection(nameof(LargeExportTests))]
public sealed class LargeExportTests
{
    private const int Recipients = 200_000;
    private const long LookEvery = 8 * 1024 * 1024;
    private const long MostLive = 24 * 1024 * 1024;

    [Fact]
    public async Task Export_OfTwoHundredThousand_HoldsAFewOfThem()
    {
        var key = Path.GetTempFileName();
        await File.WriteAllTextAsync(key, Convert.ToBase64String(new byte[32]));
        await using var redis = new RedisServerProcess();
        await redis.StartAsync();
        await using var service = new RunningService().Set("Redis:Connection", redis.Endpoint).Set("Redis:CallTimeout", "00:00:10").Set("Households:KeyFile", key)
            .Set("Journal:SealDelay", "12:00:00");
        await service.InitializeAsync();
        var repair = service.Get<ILedgerRepair>();

        // Of today, which nobody seals before tomorrow's noon: sealing a day holds a line for each of its records, and would be counted here.
        var decidedMs = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds();
        await Parallel.ForEachAsync(
            Enumerable.Range(0, Recipients),
            new ParallelOptions { MaxDegreeOfParallelism = 256 },
            async (i, token) =>
            {
                var record = Notices.Record(0, $"{i:x32}", decidedMs: decidedMs + (i / 3)) with { Household = new HouseholdId((ulong)i, 1), SessionId = $"session {i}" };
                await repair.RestoreAsync(new JournalEntry(record, 0, 0), null, token);
            });

        var before = GC.GetTotalMemory(forceFullCollection: true);
        long bytes = 0, lines = 0, largest = 0, looked = 0;
        using var call = service.Operators.ExportRecipients(new ExportRecipientsRequest { Format = ExportFormat.Jsonl, Operator = "counsel" });
        while (await call.ResponseStream.MoveNext(CancellationToken.None))
        {
            var chunk = call.ResponseStream.Current.Chunk;
            bytes += chunk.Length;
            lines += chunk.Span.Count((byte)'\n');
            if (bytes - looked > LookEvery)
            {
                looked = bytes;
                largest = Math.Max(largest, GC.GetTotalMemory(forceFullCollection: true) - before);
            }
        }

        Assert.Equal(Recipients, lines);
        Assert.InRange(bytes, 3 * MostLive, long.MaxValue);
        Assert.True(largest < MostLive, $"{largest:N0} bytes were live at once, of a file of {bytes:N0}.");
        File.Delete(key);
    }
}
