using System.Globalization;

namespace Grpc.Framing;

/// <summary>The coding of <c>grpc-timeout</c>: at most eight digits and a unit (H, M, S, m, u, n).</summary>
internal static class TimeoutCoding
{
    private const long LargestValue = 99_999_999;
    private const long TicksPerMicrosecond = TimeSpan.TicksPerMillisecond / 1000;

    /// <summary>Rounded up, so that the server never gives up before the client does.</summary>
    public static string Encode(TimeSpan timeout)
    {
        var ticks = Math.Max(timeout.Ticks, 1);
        ReadOnlySpan<(char Unit, long Ticks)> units =
        [
            ('u', TicksPerMicrosecond),
            ('m', TimeSpan.TicksPerMillisecond),
            ('S', TimeSpan.TicksPerSecond),
            ('M', TimeSpan.TicksPerMinute),
        ];
        foreach (var (unit, size) in units)
        {
            var value = (ticks / size) + (ticks % size == 0 ? 0 : 1);
            if (value <= LargestValue)
            {
                return value.ToString(CultureInfo.InvariantCulture) + unit;
            }
        }

        var hours = Math.Min(ticks / TimeSpan.TicksPerHour, LargestValue);
        return hours.ToString(CultureInfo.InvariantCulture) + "H";
    }

    /// <summary>False if the text is not a timeout.</summary>
    public static bool TryDecode(ReadOnlySpan<char> text, out TimeSpan timeout)
    {
        timeout = default;
        if (text.Length is < 2 or > 9 || !long.TryParse(text[..^1], NumberStyles.None, CultureInfo.InvariantCulture, out var value))
        {
            return false;
        }

        // A timeout of nanoseconds is rounded up to a tick (100 ns), so that only 0n is 0.
        var ticks = text[^1] switch
        {
            'H' => value * (Int128)TimeSpan.TicksPerHour,
            'M' => value * (Int128)TimeSpan.TicksPerMinute,
            'S' => value * (Int128)TimeSpan.TicksPerSecond,
            'm' => value * (Int128)TimeSpan.TicksPerMillisecond,
            'u' => value * (Int128)TicksPerMicrosecond,
            'n' => (value + 99) / 100,
            _ => -1,
        };
        if (ticks < 0)
        {
            return false;
        }

        timeout = ticks > TimeSpan.MaxValue.Ticks ? TimeSpan.MaxValue : new TimeSpan((long)ticks);
        return true;
    }
}
