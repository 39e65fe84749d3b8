using Microsoft.IdentityModel.JsonWebTokens;

namespace NoticeService.Access;

/// <summary>The roles in a token, and how they are told.</summary>
internal static class RoleClaim
{
    public const string Name = "role";

    private static readonly (string Word, OperatorRoles Role)[] Words =
    [
        ("viewer", OperatorRoles.Viewer),
        ("operator", OperatorRoles.Operator),
        ("legal", OperatorRoles.Legal),
        ("isp", OperatorRoles.Isp),
    ];

    /// <summary>The claim may be one word or a list of words; a word that is not a role, in small letters, gives nothing.</summary>
    public static OperatorRoles Of(JsonWebToken token) =>
        token.Claims.Where(c => c.Type == Name).Aggregate(OperatorRoles.None, (sum, c) => sum | Parse(c.Value));

    /// <summary>Not Enum.Parse, which takes "7" for three roles.</summary>
    public static OperatorRoles Parse(string word) => Array.Find(Words, w => w.Word == word).Role;

    /// <summary>For example: viewer, operator or legal.</summary>
    public static string Tell(OperatorRoles roles)
    {
        List<string> words = [.. Words.Where(w => roles.HasFlag(w.Role)).Select(w => w.Word)];
        return words.Count < 2 ? string.Concat(words) : $"{string.Join(", ", words.SkipLast(1))} or {words[^1]}";
    }
}
