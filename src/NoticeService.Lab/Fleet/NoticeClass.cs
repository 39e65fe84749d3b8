namespace NoticeService.Lab.Fleet;

/// <summary>
/// Tells from its sentence whom a notice blames. A notice does not say; the default English texts do. Operators with their
/// own texts see <c>other</c> here and the whole sentences beside it.
/// </summary>
internal static class NoticeClass
{
    public const string Isp = "isp";
    public const string Route = "interconnect or path";
    public const string Service = "service";
    public const string Home = "home";
    public const string Other = "other";

    public static string Of(string text)
    {
        bool Has(string part) => text.Contains(part, StringComparison.OrdinalIgnoreCase);
        return Has("path we have chosen") ? Route
            : Has("network is crowded") ? Isp
            : Has("router") || Has("wiring") ? Home
            : Has("our service") ? Service
            : Other;
    }
}
