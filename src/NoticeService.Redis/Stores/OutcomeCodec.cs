using System.Globalization;
using System.Text;
using NoticeService.Domain.Experiments;

namespace NoticeService.Redis.Stores;

/// <summary>
/// An outcome as stored: a line for each part, its name and a value of a fixed width, of which the greater text is the greater value, so
/// that <c>outcomes.lua</c> merges without knowing what they mean. <c>d</c> and <c>b</c>: when delivered, and when another session
/// began, 16 digits. <c>lID</c>: a leg; 1 when it ended, when (16), how (1), watched, starved (12 each, ms) and stalls (9).
/// </summary>
internal static class OutcomeCodec
{
    private const int TimeDigits = 16;
    private const int LegLength = 1 + TimeDigits + 1 + 12 + 12 + 9;

    public static string Encode(NoticeOutcome outcome)
    {
        var lines = new StringBuilder();
        if (outcome.DeliveredMs is { } delivered)
        {
            Add("d", Time(delivered));
        }

        if (outcome.BegunMs is { } begun)
        {
            Add("b", Time(begun));
        }

        foreach (var (id, leg) in outcome.Legs)
        {
            Add("l" + id, string.Create(
                CultureInfo.InvariantCulture,
                $"{(leg.End == LegEnd.GoesOn ? 0 : 1)}{Time(leg.AtMs)}{(int)leg.End}{Most(leg.WatchedMs, 12):D12}{Most(leg.StarvedMs, 12):D12}{Most(leg.Stalls, 9):D9}"));
        }

        return lines.ToString();

        void Add(string name, string value) => lines.Append(lines.Length == 0 ? "" : "\n").Append(name).Append(' ').Append(value);
    }

    /// <exception cref="FormatException">Not written by <see cref="Encode"/>.</exception>
    public static NoticeOutcome Decode(string text)
    {
        long? delivered = null, begun = null;
        var legs = new Dictionary<string, SessionLeg>(StringComparer.Ordinal);
        foreach (var line in text.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            var (name, value) = line.IndexOf(' ', StringComparison.Ordinal) is var at and > 0 ? (line[..at], line[(at + 1)..]) : throw Unknown(line);
            switch (name[0])
            {
                case 'd': delivered = Number(value); break;
                case 'b': begun = Number(value); break;
                case 'l' when value.Length == LegLength: legs[name[1..]] = Leg(value); break;
                default: throw Unknown(line);
            }
        }

        return new NoticeOutcome { DeliveredMs = delivered, BegunMs = begun, Legs = legs };
    }

    private static SessionLeg Leg(ReadOnlySpan<char> value) => new(
        (LegEnd)Number(value[17..18]), Number(value[1..17]), Number(value[18..30]), Number(value[30..42]), Number(value[42..51]));

    private static long Number(ReadOnlySpan<char> digits) => long.Parse(digits, NumberStyles.None, CultureInfo.InvariantCulture);

    private static string Time(long ms) => Most(ms, TimeDigits).ToString("D16", CultureInfo.InvariantCulture);

    private static long Most(long value, int digits) => Math.Clamp(value, 0, (long)Math.Pow(10, digits) - 1);

    private static FormatException Unknown(string line) => new($"An outcome has a line that is not one of ours: '{line}'.");
}
