namespace NoticeService.Architecture.Tests.Instruments;

internal enum InstrumentKind
{
    Counter,
    UpDownCounter,
    Gauge,
    Histogram,
}
