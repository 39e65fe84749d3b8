using NoticeService.Domain.Ledger;
using NoticeService.Pipeline.Ports;

namespace NoticeService.Pipeline.InMemory;

/// <summary>Seals in memory; the notes are the ledger's.</summary>
public sealed class InMemorySealStore(InMemoryLedger ledger) : ISealStore
{
    private readonly Lock gate = new();
    private readonly SortedDictionary<DateOnly, SealedDay> seals = [];
    private long lastEpoch;

    public Task<IReadOnlyDictionary<DateOnly, Digest>> ListAsync(CancellationToken cancellationToken)
    {
        lock (gate)
        {
            return Task.FromResult<IReadOnlyDictionary<DateOnly, Digest>>(seals.ToDictionary(s => s.Key, s => s.Value.Seal.Hash()));
        }
    }

    public Task<SealedDay?> ReadAsync(DateOnly day, CancellationToken cancellationToken)
    {
        lock (gate)
        {
            return Task.FromResult(seals.GetValueOrDefault(day));
        }
    }

    public Task<IReadOnlyDictionary<string, long>> LateAsync(CancellationToken cancellationToken)
    {
        lock (ledger.Late)
        {
            return Task.FromResult<IReadOnlyDictionary<string, long>>(new Dictionary<string, long>(ledger.Late, StringComparer.Ordinal));
        }
    }

    public Task<SealOutcome> FreezeAsync(long epoch, long untilMs, CancellationToken cancellationToken)
    {
        lock (gate)
        {
            if (epoch < lastEpoch)
            {
                return Task.FromResult(SealOutcome.Fenced);
            }

            lastEpoch = epoch;
            ledger.SealedUntilMs = Math.Max(ledger.SealedUntilMs, untilMs);
            return Task.FromResult(SealOutcome.Sealed);
        }
    }

    public Task<SealOutcome> SealAsync(SealedDay day, CancellationToken cancellationToken)
    {
        lock (gate)
        {
            return Task.FromResult(day.Seal.Epoch < lastEpoch ? SealOutcome.Fenced : Put(day));
        }
    }

    public Task<SealOutcome> RestoreAsync(SealedDay day, CancellationToken cancellationToken)
    {
        lock (gate)
        {
            return Task.FromResult(Put(day));
        }
    }

    public Task SettleAsync(IReadOnlyDictionary<string, long> late, CancellationToken cancellationToken)
    {
        lock (ledger.Late)
        {
            foreach (var (id, times) in late)
            {
                if (ledger.Late.GetValueOrDefault(id) == times)
                {
                    ledger.Late.Remove(id);
                }
            }

            return Task.CompletedTask;
        }
    }

    /// <summary>Forgets everything.</summary>
    internal void Forget()
    {
        lock (gate)
        {
            seals.Clear();
            lastEpoch = 0;
        }
    }

    private SealOutcome Put(SealedDay day)
    {
        if (seals.TryGetValue(day.Seal.Day, out var present))
        {
            return present.Seal == day.Seal ? SealOutcome.Sealed : SealOutcome.Present;
        }

        seals[day.Seal.Day] = day;
        ledger.SealedUntilMs = Math.Max(ledger.SealedUntilMs, DaySeal.StartMs(day.Seal.Day.AddDays(1)));
        return SealOutcome.Sealed;
    }
}
