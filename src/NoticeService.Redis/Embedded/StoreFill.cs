namespace NoticeService.Redis.Embedded;

/// <summary>Whether the embedded store's data fits into its memory.</summary>
internal enum StoreFill
{
    Room,

    /// <summary>Above four fifths.</summary>
    Short,

    /// <summary>It did not fit, and the oldest is gone. Stays until the service ends.</summary>
    DroppedData,
}
