using NoticeService.Domain.Admission;

namespace NoticeService.Pipeline.Admission;

/// <summary>
/// What this pod need not ask the store for a while: when pacing leaves no room for one, it leaves none for the thousands
/// who wait behind it. So the store sees about as many questions as there are notices, however many suffer. Thread-safe.
/// </summary>
public sealed class GatePauses(TimeProvider time)
{
    private static readonly TimeSpan AfterFailure = TimeSpan.FromSeconds(1);

    // Suspensions and pauses are on the board; this is for the moment between the order and the board.
    private static readonly TimeSpan AfterSuspension = TimeSpan.FromMilliseconds(250);

    private readonly Lock gate = new();
    // Until which timestamp: a clock that is set back must not make an hour of a second.
    private readonly Dictionary<string, long> isps = new(StringComparer.Ordinal);
    private long everybody = long.MinValue;

    /// <summary>Whether nothing need be asked for a viewer of this ISP now.</summary>
    public bool Covers(string isp)
    {
        var now = time.GetTimestamp();
        lock (gate)
        {
            return everybody > now || (isps.TryGetValue(isp, out var until) && until > now);
        }
    }

    /// <summary>Learns from an answer of the store to a question about a viewer of this ISP.</summary>
    public void Learn(string isp, RefusalReason refusal, TimeSpan retryAfter)
    {
        lock (gate)
        {
            switch (refusal)
            {
                case RefusalReason.IspPacing:
                    isps[isp] = Until(retryAfter);
                    break;
                case RefusalReason.GlobalPacing:
                    everybody = Until(retryAfter);
                    break;
                case RefusalReason.Suspended:
                case RefusalReason.Disputed:
                    isps[isp] = Until(AfterSuspension);
                    break;
                case RefusalReason.StoreUnavailable:
                case RefusalReason.Reconciling:
                    everybody = Until(AfterFailure);
                    break;
                default:
                    // Concerns this user only.
                    break;
            }
        }
    }

    private long Until(TimeSpan wait) => time.GetTimestamp() + (long)Math.Ceiling(wait.TotalSeconds * time.TimestampFrequency);
}
