namespace NoticeService.Web.Evidence;

/// <summary>Ids of notices in addresses.</summary>
internal static class NoticeIds
{
    /// <summary>Longer is no id of ours, and is not looked up.</summary>
    public const int Longest = 256;
}
