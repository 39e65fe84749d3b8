using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using NoticeService.Domain.Ledger;

namespace NoticeService.Operators;

/// <summary>
/// Lines of an export. In CSV (RFC 4180) a text that a spreadsheet would take for a formula gets an apostrophe before it, unless it is a negative
/// number: session ids are what players say. JSONL has every text as it is. Not thread-safe.
/// </summary>
internal sealed class RecipientFile(bool csv)
{
    private static readonly string[] Columns =
    [
        "notice_id", "user", "session_id", "state", "decided_at", "receipt_at", "isp", "path", "metro", "cohort", "culprit", "verdict_id", "language", "text", "retracted_at",
        "shortfall", "norm_kbps", "calm_shortfall", "starved", "windows",
    ];

    private static readonly JsonWriterOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly MemoryStream output = new();

    /// <summary>Bytes that were not taken yet.</summary>
    public long Length => output.Length;

    public void Head()
    {
        if (csv)
        {
            WriteCsv(Columns);
        }
    }

    /// <param name="record">Of whom it was for.</param>
    /// <param name="retractedMs">When the verdict behind it was found wrong; null while that stands.</param>
    public void Add(LedgerRecord record, long? retractedMs)
    {
        var values = Values(record, retractedMs);
        if (csv)
        {
            WriteCsv(values);
            return;
        }

        using (var json = new Utf8JsonWriter(output, Readable))
        {
            json.WriteStartObject();
            for (var i = 0; i < Columns.Length; i++)
            {
                json.WriteString(Columns[i], values[i]);
            }

            json.WriteEndObject();
        }

        output.WriteByte((byte)'\n');
    }

    /// <summary>What was written since it was last taken.</summary>
    public ReadOnlyMemory<byte> Take()
    {
        var bytes = output.ToArray();
        output.SetLength(0);
        return bytes;
    }

    private static string[] Values(LedgerRecord record, long? retractedMs) =>
    [
        record.NoticeId,
        record.Household.ToString(),
        record.SessionId,
        JsonNamingPolicy.SnakeCaseLower.ConvertName(record.State.ToString()),
        Time(record.DecidedMs),
        record.ReceiptMs is { } receipt ? Time(receipt) : "",
        record.Isp,
        record.Path,
        record.Metro,
        record.Cohort,
        JsonNamingPolicy.SnakeCaseLower.ConvertName(record.Culprit.ToString()),
        record.VerdictId,
        record.Language,
        record.Text,
        retractedMs is { } retracted ? Time(retracted) : "",
        Number(record.Shortfall),
        .. Figures(record.Figures),
    ];

    // Empty where they were not kept yet. Each window is its start, its kbit/s, and "starved" when the viewer waited in it.
    private static string[] Figures(SessionFigures? figures) => figures is null
        ? ["", "", "", ""]
        :
        [
            figures.NormKbps.ToString(CultureInfo.InvariantCulture),
            Number(figures.CalmShortfall),
            figures.Starved ? "true" : "false",
            string.Join(' ', figures.Windows.Select(w => string.Create(CultureInfo.InvariantCulture, $"{Time(w.StartMs)}={w.Kbps}{(w.Starved ? "=starved" : "")}"))),
        ];

    private static string Number(double value) => value.ToString("0.####", CultureInfo.InvariantCulture);

    private static string Time(long ms) => DateTimeOffset.FromUnixTimeMilliseconds(ms).ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    private void WriteCsv(string[] values)
    {
        var line = new StringBuilder();
        foreach (var value in values)
        {
            line.Append(line.Length == 0 ? "" : ",").Append(Quote(value));
        }

        output.Write(Encoding.UTF8.GetBytes(line.Append("\r\n").ToString()));
    }

    private static bool IsNegative(string value) => value[0] == '-' && double.TryParse(value, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out _);

    private static string Quote(string value)
    {
        var text = value.Length > 0 && value[0] is '=' or '+' or '-' or '@' or '\t' or '\r' && !IsNegative(value) ? "'" + value : value;
        return text.AsSpan().IndexOfAny("\",\r\n") < 0 ? text : $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
    }
}
