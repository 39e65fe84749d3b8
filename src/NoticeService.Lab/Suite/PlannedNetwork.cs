using System.Globalization;
using NoticeService.Domain.Networks;
using NoticeService.Lab.Simulation;

namespace NoticeService.Lab.Suite;

/// <summary>The network of a world, and about how many sessions each part of it has.</summary>
/// <param name="Households">By ISP, in the order of the network.</param>
/// <param name="MetroWeights">By ISP: relative numbers by metro.</param>
/// <param name="Natted">The ISP behind three address blocks.</param>
internal sealed record PlannedNetwork(WorldNetwork Network, NetworkTable Tables, IReadOnlyList<int> Households, IReadOnlyList<double[]> MetroWeights, int? Natted)
{
    /// <summary>Sessions of a cell at once, about.</summary>
    public double Expected(int isp, string path, string metro)
    {
        var m = Network.Metros.ToList().IndexOf(metro);
        var servers = Network.ServersOf(isp, m);
        return Households[isp] * MetroWeights[isp][m] / MetroWeights[isp].Sum()
            * servers.Count(s => Network.Servers[s].Path == path) / servers.Length;
    }

    /// <summary>The same over some metros; all when there are none.</summary>
    public double Expected(int isp, string path, IReadOnlyList<string> metros) =>
        (metros.Count == 0 ? Network.Metros : metros).Sum(m => Expected(isp, path, m));

    public static string IspId(int index) => string.Create(CultureInfo.InvariantCulture, $"i{index}");

    public static string PathId(int index) => string.Create(CultureInfo.InvariantCulture, $"p{index}");

    public static string MetroId(int index) => string.Create(CultureInfo.InvariantCulture, $"m{index}");

    public static int Index(string id) => int.Parse(id.AsSpan(1), NumberStyles.None, CultureInfo.InvariantCulture);
}
