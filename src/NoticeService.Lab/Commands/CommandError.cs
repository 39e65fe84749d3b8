namespace NoticeService.Lab.Commands;

/// <summary>Something the user can put right; the message says what and how.</summary>
internal sealed class CommandError(string message, Exception? inner = null) : Exception(message, inner);
