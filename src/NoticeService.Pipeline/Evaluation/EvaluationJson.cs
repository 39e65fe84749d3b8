using System.Text.Json;
using System.Text.Json.Serialization;
using NoticeService.Domain.Cells;
using NoticeService.Domain.Verdicts;

namespace NoticeService.Pipeline.Evaluation;

/// <summary>State and feed as bytes for the store: JSON, in which a double reads back as the same double.</summary>
public static class EvaluationJson
{
    private static readonly JsonSerializerOptions Options = new()
    {
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
        Converters = { new JsonStringEnumConverter(), new WindowConverter() },
    };

    public static byte[] Write(EngineState state) => JsonSerializer.SerializeToUtf8Bytes(state, Options);

    public static byte[] Write(VerdictFeed feed) => JsonSerializer.SerializeToUtf8Bytes(feed, Options);

    public static byte[] Write(Verdict verdict) => JsonSerializer.SerializeToUtf8Bytes(verdict, Options);

    /// <exception cref="JsonException">Not what <see cref="Write(Verdict)"/> wrote.</exception>
    public static Verdict ReadVerdict(ReadOnlySpan<byte> json) =>
        JsonSerializer.Deserialize<Verdict>(json, Options) ?? throw new JsonException("The verdict is null.");

    /// <exception cref="JsonException">Not what <see cref="Write(EngineState)"/> wrote.</exception>
    public static EngineState ReadState(ReadOnlySpan<byte> json) =>
        JsonSerializer.Deserialize<EngineState>(json, Options) ?? throw new JsonException("The engine's state is null.");

    /// <exception cref="JsonException">Not what <see cref="Write(VerdictFeed)"/> wrote.</exception>
    public static VerdictFeed ReadFeed(ReadOnlySpan<byte> json) =>
        JsonSerializer.Deserialize<VerdictFeed>(json, Options) ?? throw new JsonException("The feed is null.");

    // A window is its index; its neighbours would go on for ever.
    private sealed class WindowConverter : JsonConverter<Window>
    {
        public override Window Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => new(reader.GetInt64());

        public override void Write(Utf8JsonWriter writer, Window value, JsonSerializerOptions options) => writer.WriteNumberValue(value.Index);
    }
}
