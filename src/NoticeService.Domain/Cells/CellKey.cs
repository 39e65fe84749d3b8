namespace NoticeService.Domain.Cells;

/// <summary>ISP x path x metro, by their ids.</summary>
public readonly record struct CellKey(string Isp, string Path, string Metro) : IComparable<CellKey>
{
    /// <summary>Ordinal by ISP, path, metro: the order of every listing, so that results do not depend on hashing.</summary>
    public int CompareTo(CellKey other)
    {
        var byIsp = string.CompareOrdinal(Isp, other.Isp);
        if (byIsp != 0)
        {
            return byIsp;
        }

        var byPath = string.CompareOrdinal(Path, other.Path);
        return byPath != 0 ? byPath : string.CompareOrdinal(Metro, other.Metro);
    }

    public override string ToString() => $"{Isp}/{Path}/{Metro}";
}
