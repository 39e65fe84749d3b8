using System.Text;

namespace NoticeService.Domain.Cells;

/// <summary>
/// 16 bits that stand for a player and its release: enough to tell apart the few that one household uses. FNV-1a, folded;
/// stored with norms, so a change of it makes every household learn its norm again.
/// </summary>
public static class PlayerTag
{
    private const uint Offset = 2_166_136_261;
    private const uint Prime = 16_777_619;

    /// <summary>The tag of a player; 0 for one that does not say.</summary>
    public static ushort Of(string player)
    {
        ArgumentNullException.ThrowIfNull(player);
        if (player.Length == 0)
        {
            return 0;
        }

        var hash = Offset;
        foreach (var octet in Encoding.UTF8.GetBytes(player))
        {
            hash = (hash ^ octet) * Prime;
        }

        return (ushort)(hash >> 16 ^ hash);
    }
}
