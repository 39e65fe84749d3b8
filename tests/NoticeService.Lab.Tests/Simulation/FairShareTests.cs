using NoticeService.Lab.Simulation;

namespace NoticeService.Lab.Tests.Simulation;

public sealed class FairShareTests
{
    private const double Tolerance = 1e-6;

    [Fact]
    public void Solve_NothingContended_EveryFlowGetsItsCap()
    {
        var shares = new FairShare(1);
        shares.Add(3, 0);
        shares.Add(4, 0);

        shares.Solve([7]);

        Assert.Equal(3, shares.Rate(0));
        Assert.Equal(4, shares.Rate(1));
        Assert.Equal(double.PositiveInfinity, shares.Limit(0));
    }

    [Fact]
    public void Solve_OneFullLink_SlowFlowKeepsItsCapAndFastOnesShareTheRest()
    {
        var shares = new FairShare(1);
        shares.Add(1, 0);
        shares.Add(100, 0);
        shares.Add(50, 0);

        shares.Solve([9]);

        Assert.Equal(1, shares.Rate(0), Tolerance);
        Assert.Equal(4, shares.Rate(1), Tolerance);
        Assert.Equal(4, shares.Rate(2), Tolerance);
        Assert.Equal(4, shares.Limit(0), Tolerance);
    }

    [Fact]
    public void Solve_TwoFullLinks_FlowAcrossBothIsHeldByTheTighter()
    {
        var shares = new FairShare(2);
        shares.Add(100, 0, 1);
        shares.Add(100, 0);
        shares.Add(100, 1);

        shares.Solve([10, 4]);

        Assert.Equal(2, shares.Rate(0), Tolerance);
        Assert.Equal(8, shares.Rate(1), Tolerance);
        Assert.Equal(2, shares.Rate(2), Tolerance);
    }

    [Fact]
    public void Solve_AfterClear_ForgetsTheFlowsBefore()
    {
        var shares = new FairShare(1);
        shares.Add(100, 0);
        shares.Solve([1]);

        shares.Clear();
        shares.Add(5, 0);
        shares.Solve([10]);

        Assert.Equal(1, shares.Count);
        Assert.Equal(5, shares.Rate(0));
        Assert.Equal(double.PositiveInfinity, shares.Limit(0));
    }

    [Fact]
    public void Solve_RandomNetworks_AgreesWithTheSlowOracle()
    {
        for (ulong seed = 0; seed < 300; seed++)
        {
            var problem = FairShareProblem.Draw(seed);
            var expected = problem.SlowRates();
            var shares = problem.Solve();

            for (var flow = 0; flow < problem.Caps.Length; flow++)
            {
                Assert.True(
                    Math.Abs(expected[flow] - shares.Rate(flow)) <= Tolerance * (1 + expected[flow]),
                    $"seed {seed}, flow {flow}: {shares.Rate(flow)}, the oracle says {expected[flow]}");
            }
        }
    }

    [Fact]
    public void Solve_RandomNetworks_NeverExceedsACapacityOrACap()
    {
        for (ulong seed = 0; seed < 300; seed++)
        {
            var problem = FairShareProblem.Draw(seed);
            var shares = problem.Solve();

            for (var flow = 0; flow < problem.Caps.Length; flow++)
            {
                Assert.InRange(shares.Rate(flow), 0, problem.Caps[flow] * (1 + Tolerance));
            }

            for (var link = 0; link < problem.Capacity.Length; link++)
            {
                Assert.True(problem.Load(shares, link) <= problem.Capacity[link] * (1 + Tolerance), $"seed {seed}, link {link}");
            }
        }
    }

    // The definition of max-min: a flow below its cap has a full link on which nobody gets more than it does.
    [Fact]
    public void Solve_RandomNetworks_NoFlowCanGainWithoutASlowerOneLosing()
    {
        for (ulong seed = 0; seed < 300; seed++)
        {
            var problem = FairShareProblem.Draw(seed);
            var shares = problem.Solve();

            for (var flow = 0; flow < problem.Caps.Length; flow++)
            {
                var rate = shares.Rate(flow);
                var atCap = rate >= problem.Caps[flow] * (1 - Tolerance);
                var bottleneck = problem.Links[flow].Any(link =>
                    problem.Load(shares, link) >= problem.Capacity[link] * (1 - Tolerance)
                    && problem.FlowsOn(link).All(other => shares.Rate(other) <= rate * (1 + Tolerance)));
                Assert.True(atCap || bottleneck, $"seed {seed}, flow {flow} could gain");
            }
        }
    }

    [Fact]
    public void Solve_LimitOfAFlowHeldByALink_IsItsRate()
    {
        for (ulong seed = 0; seed < 300; seed++)
        {
            var problem = FairShareProblem.Draw(seed);
            var shares = problem.Solve();

            for (var flow = 0; flow < problem.Caps.Length; flow++)
            {
                Assert.True(shares.Limit(flow) >= shares.Rate(flow) * (1 - Tolerance), $"seed {seed}, flow {flow}");
                if (shares.Rate(flow) < problem.Caps[flow] * (1 - Tolerance))
                {
                    Assert.Equal(shares.Rate(flow), shares.Limit(flow), Tolerance);
                }
            }
        }
    }
}
