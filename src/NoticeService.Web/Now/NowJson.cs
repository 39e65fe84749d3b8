using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using NoticeService.Domain.Cells;
using NoticeService.Domain.Ledger;
using NoticeService.Domain.Verdicts;

namespace NoticeService.Web.Now;

/// <summary>How a snapshot reads as JSON: camelCase, enums as camelCase strings, NaN as null, and nothing about any one viewer.</summary>
internal static class NowJson
{
    public static JsonSerializerOptions Options { get; } = new(JsonSerializerDefaults.Web)
    {
        Converters = { new WindowConverter(), new FiniteConverter(), new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
        TypeInfoResolver = new DefaultJsonTypeInfoResolver { Modifiers = { Hide } },
    };

    private static void Hide(JsonTypeInfo type)
    {
        if (type.Type == typeof(LedgerRecord))
        {
            Remove(type, nameof(LedgerRecord.Household), nameof(LedgerRecord.SessionId));
        }
        else if (type.Type == typeof(VerdictFeed))
        {
            // Already in the verdicts, by their state.
            Remove(type, nameof(VerdictFeed.Open));
        }
    }

    private static void Remove(JsonTypeInfo type, params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
        {
            var camel = JsonNamingPolicy.CamelCase.ConvertName(name);
            var property = type.Properties.Single(candidate => candidate.Name == camel);
            type.Properties.Remove(property);
        }
    }

    private sealed class FiniteConverter : JsonConverter<double>
    {
        public override double Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.GetDouble();

        public override void Write(Utf8JsonWriter writer, double value, JsonSerializerOptions options)
        {
            if (double.IsFinite(value))
            {
                writer.WriteNumberValue(value);
            }
            else
            {
                writer.WriteNullValue();
            }
        }
    }

    /// <summary>A window has neighbours, which have neighbours: only its own bounds are written.</summary>
    private sealed class WindowConverter : JsonConverter<Window>
    {
        public override Window Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            throw new NotSupportedException("Snapshots are only written.");

        public override void Write(Utf8JsonWriter writer, Window value, JsonSerializerOptions options)
        {
            writer.WriteStartObject();
            writer.WriteNumber("index", value.Index);
            writer.WriteNumber("startMs", value.StartMs);
            writer.WriteNumber("endMs", value.EndMs);
            writer.WriteEndObject();
        }
    }
}
