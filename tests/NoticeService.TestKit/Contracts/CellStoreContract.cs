using NoticeService.Domain.Cells;
using Xunit;

namespace NoticeService.TestKit.Contracts;

/// <summary>What every cell store does.</summary>
public abstract class CellStoreContract(IStoreBackend backend)
{
    private static readonly Window Now = Window.At(1_401_998_400_000);

    [Fact]
    public async Task Read_NothingWritten_IsEmpty()
    {
        await using var stores = await backend.OpenAsync();
        Assert.Empty(await stores.Cells.ReadAsync(Now, 0, default));
    }

    [Fact]
    public async Task Write_SeveralPods_AreReadByPodInOrder()
    {
        await using var stores = await backend.OpenAsync();
        await stores.Cells.WriteAsync(Now, 3, "pod-b", new byte[] { 2, 0, 255 }, default);
        await stores.Cells.WriteAsync(Now, 3, "pod-a", new byte[] { 1 }, default);
        var read = await stores.Cells.ReadAsync(Now, 3, default);
        Assert.Equal(["pod-a", "pod-b"], read.Select(b => b.Pod));
        Assert.Equal([2, 0, 255], read[1].Blob.ToArray());
    }

    [Fact]
    public async Task Write_Again_Replaces()
    {
        await using var stores = await backend.OpenAsync();
        await stores.Cells.WriteAsync(Now, 0, "pod", new byte[] { 1 }, default);
        await stores.Cells.WriteAsync(Now, 0, "pod", new byte[] { 2 }, default);
        Assert.Equal([2], Assert.Single(await stores.Cells.ReadAsync(Now, 0, default)).Blob.ToArray());
    }

    [Fact]
    public async Task Write_OtherShardOrWindow_StaysApart()
    {
        await using var stores = await backend.OpenAsync();
        await stores.Cells.WriteAsync(Now, 0, "pod", new byte[] { 1 }, default);
        Assert.Empty(await stores.Cells.ReadAsync(Now, 1, default));
        Assert.Empty(await stores.Cells.ReadAsync(Now.Next, 0, default));
        Assert.Empty(await stores.Cells.ReadAsync(Now.Previous, 0, default));
    }

    [Fact]
    public async Task Write_LargeBlob_ComesBackWhole()
    {
        await using var stores = await backend.OpenAsync();
        var blob = new byte[200_000];
        new Random(1).NextBytes(blob);
        await stores.Cells.WriteAsync(Now, 0, "pod", blob, default);
        Assert.Equal(blob, Assert.Single(await stores.Cells.ReadAsync(Now, 0, default)).Blob.ToArray());
    }
}
