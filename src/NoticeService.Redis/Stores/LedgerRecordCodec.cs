using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using NoticeService.Domain.Admission;
using NoticeService.Domain.Disputes;
using NoticeService.Domain.Households;
using NoticeService.Domain.Ledger;
using NoticeService.Domain.Verdicts;
using NoticeService.Pipeline.Ports;

namespace NoticeService.Redis.Stores;

/// <summary>
/// A ledger record as stored: the state, one digit; the receipt time, 16 digits, zero for none; the rest, which never
/// changes, as JSON. So a script moves the state without reading the JSON.
/// </summary>
internal static class LedgerRecordCodec
{
    private const int ReceiptDigits = 16;
    private const int BodyStart = 1 + ReceiptDigits;

    public static string Encode(LedgerRecord record)
    {
        var body = new StoredRecord
        {
            NoticeId = record.NoticeId,
            Household = record.Household.ToString(),
            SessionId = record.SessionId,
            VerdictId = record.VerdictId,
            Culprit = record.Culprit,
            Isp = record.Isp,
            Path = record.Path,
            Metro = record.Metro,
            Cohort = record.Cohort,
            Holdout = record.Holdout,
            Shadow = record.Shadow,
            Text = record.Text,
            Language = record.Language,
            Shortfall = record.Shortfall,
            DecidedMs = record.DecidedMs,
            Figures = record.Figures is { } figures ? StoredFigures.Of(figures) : null,
        };
        return EncodeState(record.State) + EncodeReceipt(record.ReceiptMs ?? 0) + JsonSerializer.Serialize(body, StoredJson.Default.StoredRecord);
    }

    public static string EncodeState(NoticeState state) => ((int)state).ToString(CultureInfo.InvariantCulture);

    public static string EncodeReceipt(long receiptMs) => receiptMs.ToString("D16", CultureInfo.InvariantCulture);

    /// <summary>What stands in the records of this household and in no other's.</summary>
    public static string HouseholdMark(HouseholdId household) => $"\"{household}\"";

    /// <exception cref="FormatException">Not a record of ours.</exception>
    public static LedgerRecord Decode(string stored)
    {
        if (stored.Length <= BodyStart
            || stored[0] is < '0' or > '5'
            || !long.TryParse(stored.AsSpan(1, ReceiptDigits), NumberStyles.None, CultureInfo.InvariantCulture, out var receiptMs))
        {
            throw new FormatException("A ledger record does not begin with its state and receipt.");
        }

        var body = Parse(stored.AsSpan(BodyStart));
        if (!HouseholdId.TryParse(body.Household, out var household))
        {
            throw new FormatException($"The ledger record {body.NoticeId} has no household.");
        }

        return new LedgerRecord
        {
            NoticeId = body.NoticeId,
            State = (NoticeState)(stored[0] - '0'),
            Household = household,
            SessionId = body.SessionId,
            VerdictId = body.VerdictId,
            Culprit = body.Culprit,
            Isp = body.Isp,
            Path = body.Path,
            Metro = body.Metro,
            Cohort = body.Cohort,
            Holdout = body.Holdout,
            Shadow = body.Shadow,
            Text = body.Text,
            Language = body.Language,
            Shortfall = body.Shortfall,
            DecidedMs = body.DecidedMs,
            Figures = body.Figures?.Read(body.NoticeId),
            ReceiptMs = receiptMs == 0 ? null : receiptMs,
        };
    }

    private static StoredRecord Parse(ReadOnlySpan<char> json)
    {
        try
        {
            return JsonSerializer.Deserialize(json, StoredJson.Default.StoredRecord) ?? throw new FormatException("A ledger record is null.");
        }
        catch (JsonException mistake)
        {
            throw new FormatException("A ledger record's body is not ours.", mistake);
        }
    }
}

/// <summary>The part of a record that never changes. Its names are a stored format: add, never rename.</summary>
internal sealed record StoredRecord
{
    public required string NoticeId { get; init; }

    public required string Household { get; init; }

    public required string SessionId { get; init; }

    public required string VerdictId { get; init; }

    public required Culprit Culprit { get; init; }

    public required string Isp { get; init; }

    public required string Path { get; init; }

    public required string Metro { get; init; }

    public required string Cohort { get; init; }

    public required bool Holdout { get; init; }

    public required bool Shadow { get; init; }

    public required string Text { get; init; }

    public required string Language { get; init; }

    public required double Shortfall { get; init; }

    public required long DecidedMs { get; init; }

    /// <summary>Absent in records of before it was kept.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public StoredFigures? Figures { get; init; }
}

/// <summary>The session's own figures; the windows as columns, since there are a dozen in each of very many records.</summary>
internal sealed record StoredFigures
{
    public required long NormKbps { get; init; }

    public required double CalmShortfall { get; init; }

    public required bool Starved { get; init; }

    public required long[] StartMs { get; init; }

    public required long[] Kbps { get; init; }

    public required double[] Shortfall { get; init; }

    /// <summary>Which of the windows, counted from 0, the viewer waited in.</summary>
    public required int[] StarvedIn { get; init; }

    public static StoredFigures Of(SessionFigures figures) => new()
    {
        NormKbps = figures.NormKbps,
        CalmShortfall = figures.CalmShortfall,
        Starved = figures.Starved,
        StartMs = [.. figures.Windows.Select(w => w.StartMs)],
        Kbps = [.. figures.Windows.Select(w => w.Kbps)],
        Shortfall = [.. figures.Windows.Select(w => w.Shortfall)],
        StarvedIn = [.. Enumerable.Range(0, figures.Windows.Length).Where(i => figures.Windows[i].Starved)],
    };

    /// <exception cref="FormatException">The columns are not of one length.</exception>
    public SessionFigures Read(string noticeId) => Kbps.Length == StartMs.Length && Shortfall.Length == StartMs.Length
        ? new(NormKbps, CalmShortfall, Starved, [.. StartMs.Select((start, i) => new MeasuredWindow(start, Kbps[i], Shortfall[i], StarvedIn.Contains(i)))])
        : throw new FormatException($"The ledger record {noticeId} has windows of different columns.");
}

/// <summary>A suspension's particulars, beside its scope; a pause's have when it ends, which the scripts read. A stored format too.</summary>
internal sealed record StoredSuspension(string Reason, string Operator, long SinceMs, long UntilMs = 0);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    UseStringEnumConverter = true,
    NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals)]
[JsonSerializable(typeof(StoredRecord))]
[JsonSerializable(typeof(StoredSuspension))]
[JsonSerializable(typeof(OperatorOrder))]
[JsonSerializable(typeof(GoLiveOrder))]
[JsonSerializable(typeof(Dispute))]
internal sealed partial class StoredJson : JsonSerializerContext;
