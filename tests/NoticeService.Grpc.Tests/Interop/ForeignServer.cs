using Grpc.Net.Client;

namespace NoticeService.Grpc.Tests.Interop;

/// <summary>The probe's service on grpc-js, for our client.</summary>
public sealed class ForeignServer : IAsyncLifetime
{
    private ForeignProcess? process;

    public string Address { get; private set; } = "";

    public GrpcChannel Channel { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        process = ForeignProcess.Node("server.js");
        Address = $"http://127.0.0.1:{await process.ReadLineAsync()}";
        Channel = GrpcChannel.ForAddress(Address);
    }

    /// <summary>Ends the process as it stands.</summary>
    public async Task EndAsync()
    {
        if (process is not null)
        {
            await process.DisposeAsync();
            process = null;
        }
    }

    public async ValueTask DisposeAsync()
    {
        Channel?.Dispose();
        await EndAsync();
    }
}
