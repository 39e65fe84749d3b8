namespace NoticeService.Access;

/// <summary>A player who may call.</summary>
/// <param name="Subject">The user of the token; null where there are no keys and the player's word is taken.</param>
internal readonly record struct PlayerCaller(string? Subject)
{
    /// <summary>Whether the player may speak for the user.</summary>
    /// <param name="claimed">As the player says; empty means the token's subject.</param>
    public bool MayBe(string claimed) => Subject is null || claimed.Length == 0 || claimed == Subject;

    /// <summary>The user, after <see cref="MayBe"/>.</summary>
    public string User(string claimed) => Subject ?? claimed;
}
