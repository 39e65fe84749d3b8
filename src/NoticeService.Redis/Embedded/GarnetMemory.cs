using System.Globalization;

namespace NoticeService.Redis.Embedded;

/// <summary>How full the embedded store is. Beyond its memory it drops the oldest data and says nothing.</summary>
/// <param name="UsedBytes">Log and heap.</param>
/// <param name="LimitBytes">What it may use.</param>
/// <param name="HeadAddress">Of the oldest data that is still there; rises when some is dropped.</param>
internal readonly record struct GarnetMemory(long UsedBytes, long LimitBytes, long HeadAddress)
{
    /// <summary>Share of the memory from which one should worry.</summary>
    public const double Short = 0.8;

    public bool IsShort => UsedBytes >= Short * LimitBytes;

    /// <summary>Reads the reply to <c>INFO STORE</c>.</summary>
    /// <returns>Null when it is not such a reply.</returns>
    public static GarnetMemory? Parse(string info)
    {
        long? used = null, heap = null, limit = null, head = null;
        foreach (var line in info.Split('\n', StringSplitOptions.TrimEntries))
        {
            var colon = line.IndexOf(':', StringComparison.Ordinal);
            if (colon < 0 || !long.TryParse(line.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var value))
            {
                continue;
            }

            switch (line[..colon])
            {
                case "Log.CurrentMemorySizeBytes":
                    used = value;
                    break;
                case "Log.CurrentHeapSizeBytes":
                    heap = value;
                    break;
                case "Log.MaxMemorySizeBytes":
                    limit = value;
                    break;
                case "Log.HeadAddress":
                    head = value;
                    break;
            }
        }

        return used is { } u && heap is { } h && limit is { } l && head is { } d ? new GarnetMemory(u + h, l, d) : null;
    }
}
