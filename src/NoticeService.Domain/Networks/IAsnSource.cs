using System.Net;

namespace NoticeService.Domain.Networks;

/// <summary>Which autonomous system announces an address. Thread-safe; never throws on an address it does not know.</summary>
public interface IAsnSource
{
    /// <summary>The AS number, or 0 when it is not known.</summary>
    uint FindAsn(IPAddress address);
}
