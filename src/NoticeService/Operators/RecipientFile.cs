using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using NoticeService.Domain.Ledger;

namespace NoticeService.Operators;

/// <summary>
/// Lines of an export. In CSV (RFC 4180) a text that a spreadsheet would take for a formula gets an apostrophe before it: session ids
/// are what players say. JSONL has every text as it is. Not thread-safe.
/// </summary>
internal sealed class RecipientFile(bool csv)
{
    private static readonly string[] Columns =
        ["notice_id", "user", "session_id", "state", "decided_at", "receipt_at", "isp", "path", "metro", "cohort", "culprit", "verdict_id", "language", "text", "retracted_at"];

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
    ];

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

    private static string Quote(string value)
    {
        var text = value.Length > 0 && value[0] is '=' or '+' or '-' or '@' or '\t' or '\r' ? "'" + value : value;
        return text.AsSpan().IndexOfAny("\",\r\n") < 0 ? text : $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
    }
}
