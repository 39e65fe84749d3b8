namespace NoticeService.Redis.Embedded;

/// <summary>Why a life of the embedded store ended while it was wanted. Tag of a metric.</summary>
internal enum StoreEnd
{
    /// <summary>It answered, and then its process ended.</summary>
    Ended,

    /// <summary>It answered, then missed so many pings in a row that it was killed.</summary>
    Hung,

    /// <summary>Its process ended, or was killed for its silence, before it answered once.</summary>
    NeverAnswered,

    /// <summary>There was no process: the program, its folder or a port could not be had.</summary>
    NotStarted,
}
