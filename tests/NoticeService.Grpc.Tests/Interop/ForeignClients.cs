using System.Text.Json;
using NoticeService.Grpc.Tests.Probe;

namespace NoticeService.Grpc.Tests.Interop;

/// <summary>What clients in other languages, on other people's libraries, said of our server: each client runs once, for all its tests.</summary>
public sealed class ForeignClients
{
    private readonly Lazy<Task<IReadOnlyDictionary<string, string?>>> node = new(() => RunAsync(address => Task.FromResult(ForeignProcess.Node("client.js", address))));
    private readonly Lazy<Task<IReadOnlyDictionary<string, string?>>> python = new(() => RunAsync(address => ForeignProcess.PythonAsync("client.py", address)));

    /// <summary>By scenario what went wrong, or null.</summary>
    public Task<IReadOnlyDictionary<string, string?>> Of(string client) => client == "node" ? node.Value : python.Value;

    private static async Task<IReadOnlyDictionary<string, string?>> RunAsync(Func<string, Task<ForeignProcess>> start)
    {
        await using var server = new ProbeServer();
        await server.InitializeAsync();
        await using var client = await start(new Uri(server.Address).Authority);
        return (await client.ReadAllAsync())
            .Select(line => JsonDocument.Parse(line).RootElement)
            .ToDictionary(line => line.GetProperty("scenario").GetString()!, line => line.GetProperty("error").GetString());
    }
}
