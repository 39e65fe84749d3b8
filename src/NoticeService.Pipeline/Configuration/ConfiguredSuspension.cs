namespace NoticeService.Pipeline.Configuration;

/// <summary>A kill switch in the file: while it stands there, no notice of its scope is sent.</summary>
/// <param name="Scope"><c>all</c>, <c>isp:ID</c> or <c>cohort:NAME</c>.</param>
/// <param name="Reason">Why.</param>
/// <param name="Operator">Who ordered it.</param>
public sealed record ConfiguredSuspension(string Scope, string Reason, string Operator);
