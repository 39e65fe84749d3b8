namespace NoticeService.Commands.Remote;

/// <summary>Text of others on a terminal: session ids are what players say, and must not move the cursor or turn the writing round.</summary>
internal static class PlainText
{
    public static string Of(string text) => text.Any(IsCommand) ? string.Concat(text.Select(c => IsCommand(c) ? '\uFFFD' : c)) : text;

    // Control characters, and those that change the direction of what follows.
    private static bool IsCommand(char c) => char.IsControl(c) || c is (>= '\u200E' and <= '\u200F') or (>= '\u2028' and <= '\u202E') or (>= '\u2066' and <= '\u2069');
}
