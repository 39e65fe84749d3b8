namespace NoticeService.Domain.Cells;

/// <summary>
/// The norms of one household, over all servers, one for each of the two players that it used last. A player release measures
/// in its own way: one that reports half of what the last one did must not look like a network that lost half, so under a new
/// release a household has no norm until that has grown. 16 bytes a household.
/// </summary>
/// <param name="Latest">Of the player that measured last.</param>
/// <param name="Other">Of the one before; <see cref="Norm.None"/> when there is none.</param>
public readonly record struct HouseholdNorms(Norm Latest, Norm Other)
{
    /// <summary>Nothing observed yet.</summary>
    public static HouseholdNorms None => default;

    public bool IsEmpty => Latest.Observations == 0;

    /// <summary>Windows seen with either player.</summary>
    public int Observations => Latest.Observations + Other.Observations;

    /// <summary>The norm under a player; <see cref="Norm.None"/> when it has none.</summary>
    /// <param name="player"><see cref="PlayerTag"/>.</param>
    public Norm Of(ushort player) =>
        Latest.Player == player ? Latest
        : Other.Player == player ? Other
        : new Norm(0, 0, player);

    /// <summary>One more calm window. A third player takes the place of the one not used for longest.</summary>
    /// <param name="player"><see cref="PlayerTag"/>.</param>
    /// <param name="log2Kbps">The household's level in that window.</param>
    /// <param name="log2Bytes">Size of its objects, log2 of bytes; 0 when unknown.</param>
    public HouseholdNorms Observe(ushort player, double log2Kbps, double log2Bytes = 0)
    {
        var norm = Of(player).Observe(log2Kbps, log2Bytes);
        return IsEmpty || Latest.Player == player ? this with { Latest = norm } : new HouseholdNorms(norm, Latest);
    }
}
