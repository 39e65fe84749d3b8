namespace NoticeService.Pipeline.Configuration.Mmdb;

/// <summary>Types of the data section, by their numbers in the format.</summary>
internal enum MmdbType
{
    Extended = 0,
    Pointer = 1,
    String = 2,
    Double = 3,
    Bytes = 4,
    UInt16 = 5,
    UInt32 = 6,
    Map = 7,
    Int32 = 8,
    UInt64 = 9,
    UInt128 = 10,
    Array = 11,
    Container = 12,
    EndMarker = 13,
    Boolean = 14,
    Float = 15,
}
