using StackExchange.Redis;

namespace NoticeService.Redis.Stores;

/// <summary>A write and its expiry in one MULTI, so that no key is left without a lifetime.</summary>
internal static class KeyedTransaction
{
    public static async Task<bool> RunAsync(IDatabase database, params Func<ITransaction, Task>[] commands)
    {
        var transaction = database.CreateTransaction();
        var queued = commands.Select(c => c(transaction)).ToArray();
        var committed = await transaction.ExecuteAsync();
        await Task.WhenAll(queued);
        return committed;
    }
}
