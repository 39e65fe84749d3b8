using NoticeService.Protocol.V1;

namespace NoticeService.Players;

/// <summary>What a SessionStart must look like.</summary>
internal static class SessionStartRules
{
    private const int MaxSessionId = 64;
    private const int MaxUserId = 128;
    private const int MaxPlayer = 64;

    // The longest tag that BCP 47 (RFC 5646 section 4.4.1) asks to be prepared for.
    private const int MaxLanguage = 35;

    /// <summary>What is wrong, naming the field; null when nothing is.</summary>
    public static string? FindMistake(SessionStart? start) => start switch
    {
        null => "start: is missing.",
        _ => Required("session_id", start.SessionId, MaxSessionId)
            ?? Required("user_id", start.UserId, MaxUserId)
            ?? Text("player", start.Player, MaxPlayer)
            ?? Language(start.Language),
    };

    private static string? Required(string field, string text, int limit) =>
        text.Length == 0 ? $"start.{field}: is empty; it must have 1 to {limit} characters." : Text(field, text, limit);

    private static string? Text(string field, string text, int limit) =>
        text.Length > limit ? $"start.{field}: has {text.Length} characters; at most {limit} are allowed."
        : text.Any(char.IsControl) ? $"start.{field}: contains a control character."
        : null;

    private static string? Language(string tag) =>
        tag.Length <= MaxLanguage && tag.All(c => char.IsAsciiLetterOrDigit(c) || c == '-')
            ? null
            : $"start.language: must be a BCP 47 tag of at most {MaxLanguage} letters, digits and hyphens, such as en or es-US.";
}
