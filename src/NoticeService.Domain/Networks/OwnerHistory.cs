namespace NoticeService.Domain.Networks;

/// <summary>Who owned a prefix or an AS, and when: AS2828 was XO's and is Verizon's now. Immutable.</summary>
internal sealed class OwnerHistory
{
    private readonly (Period Period, Isp Isp)[] owners;

    /// <exception cref="ArgumentException">Two different ISPs at one time.</exception>
    public OwnerHistory(string what, IEnumerable<(Period Period, Isp Isp)> owners)
    {
        this.owners = [.. owners.OrderBy(o => o.Period.FromMs)];
        for (var i = 1; i < this.owners.Length; i++)
        {
            if (this.owners[i - 1].Period.Overlaps(this.owners[i].Period))
            {
                throw new ArgumentException($"{what} belongs to {this.owners[i - 1].Isp.Id} and to {this.owners[i].Isp.Id} at the same time.", nameof(owners));
            }
        }
    }

    /// <summary>The owner at a time, or null.</summary>
    public Isp? At(long timeMs)
    {
        foreach (var (period, isp) in owners)
        {
            if (period.Contains(timeMs))
            {
                return isp;
            }
        }

        return null;
    }
}
