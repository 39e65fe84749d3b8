using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using NoticeService.Domain.Households;

namespace NoticeService.Domain.Admission;

/// <summary>
/// Where a household stands in a cohort: the first 64 bits of SHA-256(purpose, 0, salt, 0, household as 32 hex digits),
/// big-endian, of which the upper 53 are kept, as a fraction. Uniform and independent between salts and purposes. Changing it would
/// reshuffle every user and is a breaking change, so vectors that others can use hold it fast: <c>cohort-hash.json</c> beside its tests.
/// </summary>
public static class CohortHash
{
    /// <summary>0 (inclusive) to 1: a member when below the cohort's share, so that raising the share only adds members.</summary>
    public static double Membership(string salt, HouseholdId household) => Fraction("member", salt, household);

    /// <summary>0 (inclusive) to 1: in the holdout when below the holdout's share.</summary>
    public static double Arm(string salt, HouseholdId household) => Fraction("arm", salt, household);

    private static double Fraction(string purpose, string salt, HouseholdId household)
    {
        ArgumentNullException.ThrowIfNull(salt);
        var text = Encoding.UTF8.GetBytes($"{purpose}\0{salt}\0{household}");
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(text, hash);

        // 53 bits, so that the fraction is exact and never rounds up to 1.
        return (BinaryPrimitives.ReadUInt64BigEndian(hash) >> 11) / (double)(1UL << 53);
    }
}
