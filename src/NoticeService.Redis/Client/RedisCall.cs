namespace NoticeService.Redis.Client;

/// <summary>What a call is, for its metrics and for the question whether it may be repeated.</summary>
/// <param name="Operation">The command, for example <c>HMGET</c>.</param>
/// <param name="Repeatable">True when a second run after one of unknown outcome does no harm.</param>
/// <param name="Script">The script's name, for EVALSHA.</param>
internal readonly record struct RedisCall(string Operation, bool Repeatable, string? Script = null);
