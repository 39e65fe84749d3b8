namespace NoticeService.Lab.Simulation;

/// <summary>A time in which a home's own Wi-Fi or wiring carries only a part of its line.</summary>
/// <param name="FromS">World seconds.</param>
/// <param name="ToS">World seconds.</param>
/// <param name="Factor">What is left, above 0, at most 1.</param>
internal readonly record struct Fade(double FromS, double ToS, double Factor);
