using NoticeService.Lab.Simulation;

namespace NoticeService.Lab.Tests.Simulation;

public sealed class WorldTests
{
    private static readonly LinkSelector VerizonCogent = new(LinkKind.Interconnect, "verizon", "cogent");

    [Fact]
    public void Step_SameSeed_SameSamples()
    {
        var first = TestWorlds.Run(TestWorlds.Make(seed: 7), 120).Samples.Select(s => (s.Session.Id, s.Sample)).ToList();
        var second = TestWorlds.Run(TestWorlds.Make(seed: 7), 120).Samples.Select(s => (s.Session.Id, s.Sample)).ToList();

        Assert.NotEmpty(first);
        Assert.Equal(first, second);
    }

    [Fact]
    public void Step_OtherSeed_OtherSamples()
    {
        var first = TestWorlds.Run(TestWorlds.Make(seed: 7), 30).Samples.Select(s => s.Sample.ThroughputKbps).ToList();
        var second = TestWorlds.Run(TestWorlds.Make(seed: 8), 30).Samples.Select(s => s.Sample.ThroughputKbps).ToList();

        Assert.NotEqual(first, second);
    }

    [Fact]
    public void Step_Calm_EverySessionReportsAboutEveryTenSecondsAndFewStarve()
    {
        var world = TestWorlds.Make();

        var samples = TestWorlds.Run(world, 300).Samples;

        Assert.InRange(samples.Count, 240 * 30 * 0.95, 240 * 30 * 1.05);
        Assert.InRange(samples.Count(s => s.Sample.StarvedMs > 0), 0, samples.Count * 0.03);
    }

    [Fact]
    public void Crowd_OneInterconnect_FastHomesLoseMoreThanSlowOnes()
    {
        var calm = TestWorlds.Run(TestWorlds.Make(households: 600), 200).MedianKbpsByHousehold();
        var world = TestWorlds.Make(households: 600);
        Assert.Equal(2, world.Crowd(VerizonCogent, 0.5));
        TestWorlds.Run(world, 30);
        var crowded = TestWorlds.Run(world, 170);

        var lossByPlan = crowded.Samples
            .Where(s => VerizonCogent.Matches(world.Links[s.Session.InterconnectLink]))
            .Select(s => s.Session.Household)
            .Distinct()
            .GroupBy(household => household.PlanKbps)
            .ToDictionary(
                group => group.Key,
                group => group.Average(household => Math.Log2(calm[household.Index] / crowded.MedianKbpsByHousehold()[household.Index])));

        Assert.True(lossByPlan[300_000] > lossByPlan[50_000] + 0.5, string.Join(", ", lossByPlan));
        Assert.True(lossByPlan[50_000] > lossByPlan[25_000] + 0.25, string.Join(", ", lossByPlan));
    }

    [Fact]
    public void Crowd_OneInterconnect_LeavesTheOthersAlone()
    {
        var calm = TestWorlds.Run(TestWorlds.Make(), 100);
        var world = TestWorlds.Make();
        world.Crowd(VerizonCogent, 0.5);
        var crowded = TestWorlds.Run(world, 100);

        bool Outside(Session session) => !VerizonCogent.Matches(world.Links[session.InterconnectLink]);
        Assert.Equal(
            calm.Samples.Where(s => Outside(s.Session)).Select(s => s.Sample.ThroughputKbps),
            crowded.Samples.Where(s => Outside(s.Session)).Select(s => s.Sample.ThroughputKbps));
    }

    [Fact]
    public void Restore_AfterCrowding_ThroughputComesBack()
    {
        var calm = TestWorlds.Run(TestWorlds.Make(), 200).Samples.Average(s => s.Sample.ThroughputKbps);
        var world = TestWorlds.Make();
        var everyone = new LinkSelector(LinkKind.Access);
        world.Crowd(everyone, 0.4);
        var crowded = TestWorlds.Run(world, 60).Samples.Average(s => s.Sample.ThroughputKbps);
        world.Restore(everyone);
        TestWorlds.Run(world, 20);
        var after = TestWorlds.Run(world, 100).Samples.Average(s => s.Sample.ThroughputKbps);

        Assert.InRange(crowded, 0, calm / 3);
        Assert.InRange(after, calm * 0.8, calm * 1.25);
    }

    [Fact]
    public void Crowd_Hard_PlayersGoDownTheLadderAndStarve()
    {
        var world = TestWorlds.Make();
        world.Crowd(new LinkSelector(LinkKind.Access), 0.1);

        var late = TestWorlds.Run(world, 120).Samples.Where(s => s.Sample.TimeMs > world.NowMs - 60_000).ToList();

        Assert.True(late.Average(s => s.Sample.EncodedBitrateKbps) < late.Average(s => s.Sample.TopBitrateKbps) / 4.0);
        Assert.Contains(late, s => s.Sample.StarvedMs > 0);
    }

    [Fact]
    public void Households_OfAnIspAndMetro_LieInManyBlocksOfItsRanges()
    {
        var households = TestWorlds.Make(households: 1_200).Households;

        foreach (var group in households.GroupBy(household => (household.Isp, household.Metro)))
        {
            var ranges = TestWorlds.Network.Isps[group.Key.Isp].Ranges;
            var addresses = group.Select(household => BitConverter.ToUInt32([.. System.Net.IPAddress.Parse(household.Address).GetAddressBytes().Reverse()])).ToList();
            Assert.All(addresses, address => Assert.Contains(ranges, range => address >= range.First && address <= range.Last));
            Assert.True(addresses.Select(address => address >> 8).Distinct().Count() >= 40);
        }
    }
}
