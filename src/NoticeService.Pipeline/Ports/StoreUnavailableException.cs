namespace NoticeService.Pipeline.Ports;

/// <summary>The store did not answer in time, refused, or is unreachable; whether a write took effect is unknown.</summary>
public sealed class StoreUnavailableException(string message, Exception? inner = null) : Exception(message, inner);
