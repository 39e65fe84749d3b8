namespace NoticeService.Redis.Embedded;

/// <summary>The embedded store cannot be started; the message says what to do.</summary>
public sealed class EmbeddedStoreException(string message, Exception? inner = null) : Exception(message, inner);
