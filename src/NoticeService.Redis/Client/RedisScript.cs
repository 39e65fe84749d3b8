using System.Security.Cryptography;
using System.Text;

namespace NoticeService.Redis.Client;

/// <summary>One Lua file of <c>Scripts/</c>. Immutable.</summary>
/// <param name="Name">The file's name without <c>.lua</c>.</param>
/// <param name="Repeatable">Whether it may be run again after a run of unknown outcome.</param>
/// <param name="Text">Its source.</param>
internal sealed record RedisScript(string Name, bool Repeatable, string Text)
{
    // Not retried: the lease that it uses up is short, and the caller asks again with another, under the same id.
    public static readonly RedisScript Admit = Load("admit", repeatable: false);

    // Not retried: what was leased with an answer that was lost would be leased again.
    public static readonly RedisScript Lease = Load("lease", repeatable: false);
    public static readonly RedisScript Size = Load("size", repeatable: true);
    public static readonly RedisScript Advance = Load("advance", repeatable: true);
    public static readonly RedisScript Outcomes = Load("outcomes", repeatable: true);
    public static readonly RedisScript Restore = Load("restore", repeatable: true);
    public static readonly RedisScript JournalBegin = Load("journal-begin", repeatable: true);
    public static readonly RedisScript JournalCommit = Load("journal-commit", repeatable: true);
    public static readonly RedisScript Hold = Load("hold", repeatable: true);
    public static readonly RedisScript Seal = Load("seal", repeatable: true);
    public static readonly RedisScript Settle = Load("settle", repeatable: true);
    public static readonly RedisScript Expire = Load("expire", repeatable: true);
    public static readonly RedisScript Suspend = Load("suspend", repeatable: true);
    public static readonly RedisScript Resume = Load("resume", repeatable: true);
    public static readonly RedisScript OrderGoLive = Load("order-golive", repeatable: true);
    public static readonly RedisScript RestoreSuspensions = Load("restore-suspensions", repeatable: true);
    public static readonly RedisScript ReadSuspensions = Load("read-suspensions", repeatable: true);
    public static readonly RedisScript WriteDispute = Load("write-dispute", repeatable: true);
    public static readonly RedisScript ReadDisputes = Load("read-disputes", repeatable: true);
    public static readonly RedisScript AcquireLease = Load("lease-acquire", repeatable: true);
    public static readonly RedisScript ReleaseLease = Load("lease-release", repeatable: true);
    public static readonly RedisScript Publish = Load("publish", repeatable: true);
    public static readonly RedisScript ReadFeed = Load("read-feed", repeatable: true);

    /// <summary>What EVALSHA names it by. Redis requires SHA-1; nothing here relies on its strength.</summary>
    public byte[] Sha { get; } = SHA1.HashData(Encoding.UTF8.GetBytes(Text));

    private static RedisScript Load(string name, bool repeatable)
    {
        using var stream = typeof(RedisScript).Assembly.GetManifestResourceStream(name + ".lua")
            ?? throw new InvalidOperationException($"The script {name}.lua is not in the assembly.");
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return new RedisScript(name, repeatable, reader.ReadToEnd());
    }
}
