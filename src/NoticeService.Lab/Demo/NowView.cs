using System.Globalization;
using System.Text.Json;

namespace NoticeService.Lab.Demo;

/// <summary>A verdict as the console tells it.</summary>
/// <param name="OpenedMs">Ms since the Unix epoch; 0 when unknown.</param>
/// <param name="ClosedMs">Ms since the Unix epoch; 0 while open.</param>
internal sealed record VerdictView(string Id, string Culprit, string State, string? Isp, string? Path, string Metros, double? Drop, double? Confidence, long OnsetMs, long OpenedMs, long ClosedMs, long Households, string Reason);

/// <summary>How a verdict went, as the console tells it: fractions lost; null when unknown.</summary>
internal sealed record CourseView(string VerdictId, double? LargestDrop, double? MedianDrop, double? DropNow);

/// <summary>A cell as the console tells it.</summary>
internal sealed record CellView(string Isp, string Path, string Metro, string Status, long Sessions, double? Drop);

/// <summary>
/// What <c>/now.json</c> says. Read with tolerance: a part that is missing is empty, since the demo must not break when the
/// page says something new.
/// </summary>
internal sealed record NowView(
    IReadOnlyDictionary<string, string> IspNames,
    IReadOnlyDictionary<string, string> PathNames,
    IReadOnlyList<CellView> Cells,
    IReadOnlyList<VerdictView> Verdicts,
    IReadOnlyList<CourseView> Courses,
    long Sessions,
    long SamplesAccepted,
    IReadOnlyDictionary<string, long> NoticesSent,
    IReadOnlyDictionary<string, long> Refusals,
    IReadOnlyList<string> Unhealthy,
    string? HistoryLabel)
{
    /// <exception cref="JsonException">Not JSON.</exception>
    public static NowView Parse(string json)
    {
        using var document = JsonDocument.Parse(json);
        var root = document.RootElement;
        var feed = Child(root, "feed");
        return new NowView(
            Names(root, "isps"),
            Names(root, "paths"),
            [.. Items(feed, "cells").Select(ReadCell)],
            [.. Items(feed, "verdicts").Select(ReadVerdict)],
            [.. Items(root, "courses").Select(ReadCourse)],
            Whole(root, "sessions"),
            Whole(root, "samplesAccepted"),
            Counts(root, "noticesSent"),
            Counts(root, "refusals"),
            [.. Items(root, "health").Where(item => !Truth(item, "healthy")).Select(item => $"{Text(item, "name")}: {Text(item, "detail")}")],
            Text(root, "historyLabel"));
    }

    public string IspName(string? id) => id is null ? "every ISP" : IspNames.GetValueOrDefault(id, id);

    public string PathName(string? id) => id is null ? "every path" : PathNames.GetValueOrDefault(id, id);

    private static CellView ReadCell(JsonElement item)
    {
        var cell = Child(item, "cell");
        return new CellView(
            Text(cell, "isp") ?? "?",
            Text(cell, "path") ?? "?",
            Text(cell, "metro") ?? "?",
            Word(item, "status") ?? "Unknown",
            Whole(item, "sessions"),
            Real(item, "drop"));
    }

    private static VerdictView ReadVerdict(JsonElement item) => new(
        Text(item, "id") ?? "",
        Word(item, "culprit") ?? "?",
        Word(item, "state") ?? "?",
        Text(item, "isp"),
        Text(item, "path"),
        string.Join(", ", Items(item, "metros").Select(metro => metro.ToString())),
        Real(item, "drop"),
        Real(item, "confidence"),
        Whole(item, "onsetMs"),
        Whole(item, "openedMs"),
        Whole(item, "closedMs"),
        Whole(item, "households"),
        Text(item, "reason") ?? "");

    private static CourseView ReadCourse(JsonElement item) =>
        new(Text(item, "verdictId") ?? "", Real(item, "largestDrop"), Real(item, "medianDrop"), Real(item, "dropNow"));

    private static Dictionary<string, string> Names(JsonElement root, string list) =>
        Items(root, list)
            .Select(item => (Id: Text(item, "id"), Name: Text(item, "name")))
            .Where(pair => pair.Id is not null)
            .DistinctBy(pair => pair.Id)
            .ToDictionary(pair => pair.Id!, pair => pair.Name ?? pair.Id!);

    private static Dictionary<string, long> Counts(JsonElement root, string name) =>
        Child(root, name) is { ValueKind: JsonValueKind.Object } counts
            ? counts.EnumerateObject().Where(property => property.Value.TryGetInt64Safe(out _)).ToDictionary(property => property.Name, property => property.Value.GetInt64())
            : [];

    private static JsonElement[] Items(JsonElement parent, string name) =>
        Child(parent, name) is { ValueKind: JsonValueKind.Array } list ? [.. list.EnumerateArray()] : [];

    private static JsonElement Child(JsonElement parent, string name) =>
        parent.ValueKind == JsonValueKind.Object && parent.TryGetProperty(name, out var value) ? value : default;

    private static string? Text(JsonElement parent, string name) =>
        Child(parent, name) is { ValueKind: JsonValueKind.String } value ? value.GetString() : null;

    // An enum's name, whichever case the page writes it in.
    private static string? Word(JsonElement parent, string name) =>
        Text(parent, name) is { Length: > 0 } text ? char.ToUpperInvariant(text[0]) + text[1..] : null;

    private static bool Truth(JsonElement parent, string name) => Child(parent, name).ValueKind == JsonValueKind.True;

    private static long Whole(JsonElement parent, string name) => Child(parent, name).TryGetInt64Safe(out var value) ? value : 0;

    // NaN is written as a string, or as null.
    private static double? Real(JsonElement parent, string name) => Child(parent, name) switch
    {
        { ValueKind: JsonValueKind.Number } number => number.GetDouble(),
        { ValueKind: JsonValueKind.String } text when double.TryParse(text.GetString(), CultureInfo.InvariantCulture, out var value) && double.IsFinite(value) => value,
        _ => null,
    };
}

/// <summary>Reading numbers without an exception for other kinds.</summary>
internal static class JsonElementReading
{
    public static bool TryGetInt64Safe(this JsonElement element, out long value)
    {
        value = 0;
        return element.ValueKind == JsonValueKind.Number && element.TryGetInt64(out value);
    }
}
