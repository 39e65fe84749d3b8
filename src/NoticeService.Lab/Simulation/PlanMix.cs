namespace NoticeService.Lab.Simulation;

/// <summary>What an ISP's subscribers have bought. Mixes differ by ISP on purpose: a fair verdict must not depend on them.</summary>
internal sealed record PlanMix(string Name, double[] Weights)
{
    /// <summary>Plans, kbit/s.</summary>
    public static ReadOnlySpan<int> PlansKbps => [10_000, 25_000, 50_000, 100_000, 300_000];

    public static PlanMix Copper { get; } = new("copper", [0.40, 0.35, 0.18, 0.06, 0.01]);

    public static PlanMix Cable { get; } = new("cable", [0.08, 0.20, 0.30, 0.28, 0.14]);

    public static PlanMix Fibre { get; } = new("fibre", [0.02, 0.08, 0.20, 0.35, 0.35]);

    // By brand, as a rough truth about the US market: nothing in the service depends on it.
    private static readonly string[] CopperBrands = ["dsl", "centurylink", "lumen", "windstream", "frontier", "hughes", "att"];
    private static readonly string[] FibreBrands = ["fios", "fiber", "fibre", "google", "verizon"];

    /// <summary>The mix of an ISP, by its id.</summary>
    public static PlanMix Of(string ispId) =>
        Has(CopperBrands, ispId) ? Copper : Has(FibreBrands, ispId) ? Fibre : Cable;

    private static bool Has(string[] brands, string ispId) =>
        Array.Exists(brands, brand => ispId.Contains(brand, StringComparison.OrdinalIgnoreCase));
}
