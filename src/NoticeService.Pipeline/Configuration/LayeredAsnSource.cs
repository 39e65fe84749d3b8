using System.Net;
using NoticeService.Domain.Networks;

namespace NoticeService.Pipeline.Configuration;

/// <summary>Asks one source, then the next: a bought database first, the bundled table for what it does not know.</summary>
internal sealed class LayeredAsnSource(IReadOnlyList<IAsnSource> sources) : IAsnSource
{
    public uint FindAsn(IPAddress address)
    {
        foreach (var source in sources)
        {
            if (source.FindAsn(address) is var asn and not 0)
            {
                return asn;
            }
        }

        return 0;
    }
}
