using NoticeService.Domain.Networks;

namespace NoticeService.Pipeline.Configuration;

/// <summary>The network tables in force. Thread-safe.</summary>
public interface INetworkSource
{
    NetworkTable Current { get; }
}
