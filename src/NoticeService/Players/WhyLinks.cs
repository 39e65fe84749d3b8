using NoticeService.Hosting;

namespace NoticeService.Players;

/// <summary>Where a viewer reads why a notice was shown.</summary>
/// <param name="publicUrl">See <see cref="ServiceOptions.PublicUrl"/>.</param>
internal sealed class WhyLinks(string publicUrl)
{
    private readonly string start = publicUrl.Length == 0 ? "" : $"{publicUrl.TrimEnd('/')}/why/";

    /// <summary>Empty when viewers cannot reach this service.</summary>
    public string Of(string noticeId) => start.Length == 0 ? "" : start + noticeId;
}
