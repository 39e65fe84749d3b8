using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using NoticeService.Domain.Verdicts;

namespace NoticeService.Lab.Replay;

/// <summary>Writes verdicts.jsonl and sessions.jsonl (DESIGN section 4).</summary>
internal static class ReplayOutput
{
    private static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower) },
    };

    public static string Line(RecordedVerdict verdict)
    {
        var opening = verdict.Opening;
        return JsonSerializer.Serialize(
            new VerdictLine(
                opening.OpenedMs,
                opening.OnsetMs,
                verdict.ClosedMs,
                opening.Culprit,
                opening.Isp,
                opening.Path,
                verdict.Metros,
                opening.Confidence,
                Math.Round(verdict.Drop, 4),
                opening.Sessions,
                opening.Households,
                opening.Reason,
                opening.Evidence,
                verdict.RetractedMs,
                verdict.Retraction),
            Options);
    }

    public static string Line(in SufferingSpell spell) => JsonSerializer.Serialize(spell, Options);

    private sealed record VerdictLine(
        long OpenedMs,
        long OnsetMs,
        long? ClosedMs,
        Culprit Culprit,
        string? Isp,
        string? Path,
        IReadOnlyList<string> Metros,
        double Confidence,
        double Drop,
        long Sessions,
        long Households,
        string Reason,
        VerdictEvidence? Evidence,
        [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] long? RetractedMs,
        [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Retraction);
}
