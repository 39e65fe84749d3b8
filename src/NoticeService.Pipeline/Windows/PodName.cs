namespace NoticeService.Pipeline.Windows;

/// <summary>This pod: unique among those that share a store.</summary>
public sealed record PodName(string Name);
