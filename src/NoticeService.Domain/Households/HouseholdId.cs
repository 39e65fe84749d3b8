using System.Globalization;

namespace NoticeService.Domain.Households;

/// <summary>Keyed pseudonym of a subscriber: the first 128 bits of HMAC-SHA-256(key, user id). The user id itself is kept nowhere.</summary>
public readonly record struct HouseholdId(ulong High, ulong Low) : IComparable<HouseholdId>
{
    public int CompareTo(HouseholdId other)
    {
        var high = High.CompareTo(other.High);
        return high != 0 ? high : Low.CompareTo(other.Low);
    }

    /// <summary>32 lower-case hex digits.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{High:x16}{Low:x16}");

    /// <summary>Reads what <see cref="ToString"/> writes.</summary>
    /// <returns>False when the text is not 32 hex digits.</returns>
    public static bool TryParse(ReadOnlySpan<char> text, out HouseholdId id)
    {
        id = default;
        if (text.Length != 32
            || !ulong.TryParse(text[..16], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var high)
            || !ulong.TryParse(text[16..], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var low))
        {
            return false;
        }

        id = new HouseholdId(high, low);
        return true;
    }
}
