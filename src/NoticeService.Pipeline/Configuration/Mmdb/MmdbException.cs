namespace NoticeService.Pipeline.Configuration.Mmdb;

/// <summary>The file is not a MaxMind database, or a broken one. The message says what is wrong.</summary>
public sealed class MmdbException(string message, Exception? inner = null) : Exception(message, inner);
