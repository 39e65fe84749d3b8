using Microsoft.IdentityModel.JsonWebTokens;

namespace NoticeService.Access;

/// <summary>The roles in a token, and how they are told.</summary>
internal static class RoleClaim
{
    public const string Name = "role";

    /// <summary>Which ISP an account of the role <c>isp</c> belongs to: its id in the configuration.</summary>
    public const string Isp = "isp";

    private static readonly (string Word, OperatorRoles Role)[] Known =
    [
        ("viewer", OperatorRoles.Viewer),
        ("operator", OperatorRoles.Operator),
        ("legal", OperatorRoles.Legal),
        ("isp", OperatorRoles.Isp),
    ];

    /// <summary>The claim may be one word or a list of words; a word that is not a role, in small letters, gives nothing.</summary>
    public static OperatorRoles Of(JsonWebToken token) =>
        token.Claims.Where(c => c.Type == Name).Aggregate(OperatorRoles.None, (sum, c) => sum | Parse(c.Value));

    /// <summary>Null without the claim; null with several too: an account is bound to one.</summary>
    public static string? IspOf(JsonWebToken token)
    {
        var named = token.Claims.Where(c => c.Type == Isp).Select(c => c.Value).ToList();
        return named is [{ Length: > 0 } only] ? only : null;
    }

    /// <summary>The words of the roles, in the order of rights, a space between them.</summary>
    public static string Words(OperatorRoles roles) => string.Join(' ', WordsOf(roles));

    /// <summary>Not Enum.Parse, which takes "7" for three roles.</summary>
    public static OperatorRoles Parse(string word) => Array.Find(Known, w => w.Word == word).Role;

    /// <summary>For example: viewer, operator or legal.</summary>
    public static string Tell(OperatorRoles roles)
    {
        var words = WordsOf(roles);
        return words.Count < 2 ? string.Concat(words) : $"{string.Join(", ", words.SkipLast(1))} or {words[^1]}";
    }

    private static List<string> WordsOf(OperatorRoles roles) => [.. Known.Where(w => roles.HasFlag(w.Role)).Select(w => w.Word)];
}
