using NoticeService.Domain.Households;
using NoticeService.Pipeline.Configuration;

namespace NoticeService.Pipeline.Admission;

/// <summary>The policy of the configuration in force. Thread-safe.</summary>
public sealed class GatePolicySource(ConfigurationFile file, HouseholdKey key)
{
    private volatile GatePolicy current = new(file.Current, key);

    public GatePolicy Current
    {
        get
        {
            // Made once for each configuration; two threads may both make it, and either is right.
            var configuration = file.Current;
            return ReferenceEquals(current.Configuration, configuration) ? current : current = new GatePolicy(configuration, key);
        }
    }
}
