using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace NoticeService.Lab.Suite;

/// <summary>The same as the tables, for programs, and every world of it.</summary>
internal static class SuiteJson
{
    private static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        WriteIndented = true,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower) },
    };

    public static string Write(SuiteSeeds seeds, IReadOnlyList<SuiteResult> results)
    {
        Judgement[] engine = [.. results.Select(r => r.Engine)];
        Judgement[] baseline = [.. results.Select(r => r.Baseline)];
        return JsonSerializer.Serialize(
            new
            {
                Seeds = seeds.ToString(),
                IspDays = engine.Sum(j => j.IspDays),
                Rows = results.Sum(r => r.Rows),
                Targets = new { Engine = Targets.Of(engine), Blameit = Targets.Of(baseline) },
                Confusion = new { Engine = Matrix(Confusion.Of(engine)), Blameit = Matrix(Confusion.Of(baseline)) },
                ByKind = Classes(FaultClass.ByKind(Nameable(engine))),
                ByLoss = Classes(FaultClass.ByLoss(Nameable(engine))),
                ByTestifying = Classes(FaultClass.ByTestifying(Nameable(engine))),
                WithoutFault = ConfounderClass.Of(engine).Select(c => new { c.Confounder, Worlds = c.Worlds.Count, c.IspDays, c.Blames, c.Service, c.Undetermined }),
                Worlds = results.Select(World),
            },
            Options);
    }

    private static IEnumerable<JudgedFault> Nameable(IEnumerable<Judgement> judgements) => judgements.SelectMany(j => j.Faults).Where(f => f.Fault.IsNameable);

    private static Dictionary<string, Dictionary<string, int>> Matrix(Confusion confusion) =>
        confusion.Truths.ToDictionary(t => t, t => Confusion.Said.ToDictionary(s => s, s => confusion[t, s]));

    private static IEnumerable<object> Classes(IEnumerable<FaultClass> classes) => classes.Select(c => new
    {
        c.Name,
        Faults = c.Faults.Count,
        Right = c.Right.Of,
        RightAtLeast = c.Right.Limits.Low,
        RightAtMost = c.Right.Limits.High,
        Outcomes = Enum.GetValues<Outcome>().ToDictionary(o => o, o => c[o]),
        ToVerdictMedianS = c.ToVerdict.Median,
        ToVerdictP95S = c.ToVerdict.P95,
        ToCloseMedianS = c.ToClose.Median,
        ToCloseP95S = c.ToClose.P95,
    });

    private static object World(SuiteResult result) => new
    {
        result.Engine.World.Seed,
        result.Engine.World.Confounder,
        Isps = result.Engine.World.SessionsOfIsp,
        Paths = result.Engine.World.Network.Paths.Count,
        Metros = result.Engine.World.Network.Metros.Count,
        result.Engine.World.LeadSeconds,
        result.Engine.World.Seconds,
        Faults = result.Engine.Faults.Select(f => new
        {
            f.Fault.Kind,
            f.Fault.Truth,
            Links = f.Fault.Links.Select(l => l.ToString()),
            f.Fault.Course,
            f.Fault.IsNameable,
            f.Truth.Lost,
            f.Truth.Testifying,
            f.Truth.Crossing,
            f.Outcome,
            f.Said,
            f.SecondsToVerdict,
            f.SecondsToClose,
        }),
        Engine = result.Engine.Verdicts.Select(Verdict),
        Blameit = result.Baseline.Verdicts.Select(Verdict),
    };

    private static object Verdict(JudgedVerdict verdict) => new
    {
        verdict.Outcome,
        verdict.Said,
        verdict.Verdict.Opening.OpenedMs,
        verdict.Verdict.Opening.OnsetMs,
        verdict.Verdict.ClosedMs,
        verdict.Verdict.Metros,
        verdict.Verdict.Drop,
        verdict.Verdict.Opening.Reason,
    };
}
