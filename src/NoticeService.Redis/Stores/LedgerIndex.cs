using System.Buffers.Text;
using System.Globalization;
using System.Text;

namespace NoticeService.Redis.Stores;

/// <summary>
/// Members of the ledger's indexes: 16 digits that fall as time rises, a colon, the notice id. Sorted as text they stand
/// newest first, and a member is an exact place to go on from however many notices share a millisecond.
/// </summary>
internal static class LedgerIndex
{
    /// <summary>Latest time that can be stored, ms.</summary>
    public const long MaxMs = 9_999_999_999_999_999;

    private const int Digits = 16;

    public static string Member(long decidedMs, string noticeId) => Falling(decidedMs) + ":" + noticeId;

    public static string NoticeIdOf(string member) => member[(Digits + 1)..];

    /// <summary>At or below every member decided before a time.</summary>
    public static string Before(long toMs) => Falling(toMs - 1) + ":";

    /// <summary>Above every member decided at a time or later, and below the others. A semicolon follows the colon.</summary>
    public static string From(long fromMs) => Falling(fromMs) + ";";

    public static string Token(string member) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(member));

    /// <exception cref="FormatException">Not a token of ours.</exception>
    public static string FromToken(string token)
    {
        if (!Base64Url.IsValid(token))
        {
            throw new FormatException("The page token is not one of ours.");
        }

        var member = Encoding.UTF8.GetString(Base64Url.DecodeFromChars(token));
        return member.Length > Digits && member[Digits] == ':' && member.AsSpan(0, Digits).IndexOfAnyExceptInRange('0', '9') < 0
            ? member
            : throw new FormatException("The page token is not one of ours.");
    }

    private static string Falling(long ms) => (MaxMs - Math.Clamp(ms, 0, MaxMs)).ToString("D16", CultureInfo.InvariantCulture);
}
